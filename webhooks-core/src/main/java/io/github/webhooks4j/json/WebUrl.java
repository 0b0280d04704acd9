package io.github.webhooks4j.json;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * The rule "an absolute http or https URL" for links in payloads and callbacks. It says nothing about whether a URL may be
 * dialled; the transport judges that.
 */
public final class WebUrl {
    /** The rule as the rest of a sentence. */
    public static final String RULE = "must be an absolute http or https URL";

    private WebUrl() {}

    /** Returns {@code text} as a URI, or empty if it breaks the rule. */
    public static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text)).filter(WebUrl::isWebUrl);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Says whether {@code uri} keeps the rule. */
    public static boolean isWebUrl(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null || uri.getRawAuthority() == null) {
            return false;
        }
        // getHost() is null for hosts with an underscore, which exist in the wild; then the authority is all there is.
        String host = uri.getHost() != null ? uri.getHost() : hostOf(uri.getRawAuthority());
        return (scheme.toLowerCase(Locale.ROOT).equals("http")
                        || scheme.toLowerCase(Locale.ROOT).equals("https"))
                && !host.isEmpty();
    }

    private static String hostOf(String authority) {
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = hostAndPort.lastIndexOf(':');
        return colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    }
}
