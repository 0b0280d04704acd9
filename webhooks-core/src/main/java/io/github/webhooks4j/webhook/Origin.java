package io.github.webhooks4j.webhook;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The party at the other end of a URL: the one at its host and port, and without TLS every party on the path.
 *
 * @param tls whether the connection is encrypted
 * @param host in lower case
 * @param port the digits; empty for the scheme's own
 */
record Origin(boolean tls, String host, String port) {
    private static final Pattern PARTS = Pattern.compile("(?<scheme>https?)://(?<host>.*?)(:(?<port>[0-9]*))?");

    static Origin of(Destination destination) {
        String text = destination.origin().toLowerCase(Locale.ROOT);
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            // A transport with other schemes: its URLs are equal or not.
            return new Origin(true, text, "");
        }
        boolean tls = parts.group("scheme").equals("https");
        String port = parts.group("port");
        boolean usual = port == null || port.equals(tls ? "443" : "80");
        return new Origin(tls, parts.group("host"), usual ? "" : port);
    }

    /**
     * Returns whether this origin includes no party beyond {@code other}: a move from http to https reaches no new
     * party.
     */
    boolean isSameOriginOrSafer(Origin other) {
        return host.equals(other.host) && port.equals(other.port) && (tls || !other.tls);
    }
}
