package io.github.webhooks4j.internal.json;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The rule "an absolute http or https URL" for links in payloads and callbacks. It does not decide whether a URL may be
 * dialled; the transport does.
 */
public final class WebUrl {
    /** The rule as the rest of a sentence. */
    public static final String RULE = "must be an absolute http or https URL";

    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_LENGTH = ":65535".length();

    private WebUrl() {}

    /** Returns {@code text} as a URI, or empty if it breaks the rule. */
    public static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text)).filter(WebUrl::isWebUrl);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Returns whether {@code uri} obeys the rule. */
    public static boolean isWebUrl(URI uri) {
        String scheme = uri.getScheme();
        String authority = uri.getRawAuthority();
        if (scheme == null || authority == null || !StrictJson.isUnicode(uri.toString())) {
            return false;
        }
        return (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https")) && isAuthority(authority);
    }

    // Not java.net.URI's host and port, which are absent for hosts with an underscore, and such hosts are in use.
    private static boolean isAuthority(String authority) {
        String place = authority.substring(authority.lastIndexOf('@') + 1);
        int hostEnd = place.startsWith("[") ? place.indexOf(']') + 1 : place.indexOf(':');
        return hostEnd < 0 ? isHost(place) : isHost(place.substring(0, hostEnd)) && isPort(place.substring(hostEnd));
    }

    private static boolean isHost(String host) {
        boolean address = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        String name = address ? host.substring(1, host.length() - 1) : host;
        return !name.isEmpty() && name.indexOf('[') < 0 && name.indexOf(']') < 0;
    }

    /** Takes a port with its colon, or nothing; a colon alone precedes no port (RFC 3986, section 3.2.3). */
    private static boolean isPort(String port) {
        if (port.length() > MAX_PORT_LENGTH || (!port.isEmpty() && port.charAt(0) != ':')) {
            return false;
        }
        int number = 0;
        for (int i = 1; i < port.length(); i++) {
            char digit = port.charAt(i);
            if (digit < '0' || digit > '9') {
                return false;
            }
            number = number * 10 + digit - '0';
        }
        return number <= MAX_PORT;
    }
}
