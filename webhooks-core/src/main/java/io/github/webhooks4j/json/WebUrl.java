package io.github.webhooks4j.json;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rule "an absolute http or https URL" for links in payloads and callbacks. It says nothing about whether a URL may be
 * dialled; the transport judges that.
 */
public final class WebUrl {
    /** The rule as the rest of a sentence. */
    public static final String RULE = "must be an absolute http or https URL";

    private static final int MAX_PORT = 65_535;
    // Not java.net.URI's host and port, which are absent for hosts with an underscore, and those exist in the wild.
    private static final Pattern AUTHORITY =
            Pattern.compile("(.*@)?(\\[[^\\[\\]]+]|[^:\\[\\]@]+)(:(?<port>[0-9]{0,5}))?");

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
        String authority = uri.getRawAuthority();
        if (scheme == null || authority == null || !StrictJson.isUnicode(uri.toString())) {
            return false;
        }
        Matcher parts = AUTHORITY.matcher(authority);
        return (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
                && parts.matches()
                && isPort(parts.group("port"));
    }

    private static boolean isPort(@Nullable String digits) {
        return digits == null || digits.isEmpty() || Integer.parseInt(digits) <= MAX_PORT;
    }
}
