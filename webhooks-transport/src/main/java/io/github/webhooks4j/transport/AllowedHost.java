package io.github.webhooks4j.transport;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.transport.internal.address.DestinationUrl;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * A host that callbacks may be sent to.
 *
 * @param host as URLs name it: lower case, ASCII, an IPv6 address without brackets
 * @param port the port; {@link #SCHEMES_OWN} for the default port of the URL's scheme
 */
record AllowedHost(String host, int port) {
    static final int SCHEMES_OWN = -1;

    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\[\\]]+)\\]|([^\\[\\]:]+))(?::([0-9]{1,5}))?");
    private static final int MAX_PORT = 65535;

    /**
     * Reads {@code host} or {@code host:port}, an IPv6 address in brackets.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static AllowedHost parse(String text) {
        Matcher form = FORM.matcher(text);
        int port = form.matches() && form.group(3) != null ? Integer.parseInt(form.group(3)) : SCHEMES_OWN;
        if (!form.matches() || port == 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "an allowed host must be host or host:port, was " + Violation.quote(text));
        }
        return new AllowedHost(
                DestinationUrl.canonicalHost(form.group(1) != null ? form.group(1) : form.group(2)), port);
    }

    boolean isOf(HttpUrl url) {
        return host.equals(url.host())
                && url.port() == (port == SCHEMES_OWN ? HttpUrl.defaultPort(url.scheme()) : port);
    }
}
