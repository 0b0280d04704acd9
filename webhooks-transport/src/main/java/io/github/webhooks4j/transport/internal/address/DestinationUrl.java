package io.github.webhooks4j.transport.internal.address;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.WebhookRules;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Parses the URLs of destinations: the one parser for what is checked and for what is dialled.
 *
 * <p>OkHttp's parser repairs what it can. What it repairs silently, and what other parsers read differently, is refused
 * here: a text that does not begin with its scheme and two slashes, whitespace, control characters, backslashes, and
 * every spelling of an IPv4 address but four plain decimals, and a per cent sign that begins no escape. What a request must
 * not hold as it stands (RFC 3986), and OkHttp leaves as it stands in a query, is percent-encoded.
 */
public final class DestinationUrl {
    private static final Pattern BEGINNING =
            Pattern.compile("https?://(?!/)([^/?#]*@)?(?<host>\\[[^/?#]*\\]|[^/?#:]*).*", Pattern.CASE_INSENSITIVE);
    // A last label that is a number: systems that follow WHATWG or inet_aton read the host as an IPv4 address.
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)\\.?");

    private static final Pattern NO_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    /** What OkHttp leaves in a query although no request may hold it, and servers refuse. */
    private static final Pattern UNENCODED = Pattern.compile("[\\[\\]{}|^`]");

    private DestinationUrl() {}

    /** Returns the URL as it is dialled, still with its user info, which is never sent. The fragment is dropped. */
    public static HttpUrl parse(String text) throws InvalidUrlException {
        if (text.length() > WebhookRules.MAX_URL) {
            throw new InvalidUrlException(
                    "must be at most " + WebhookRules.MAX_URL + " characters", text.length() + " characters");
        }
        if (text.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c) || isWhitespace(c))) {
            throw new InvalidUrlException(
                    "must contain no whitespace, control characters or backslashes", "one that does");
        }
        Matcher beginning = BEGINNING.matcher(text);
        if (!beginning.matches()) {
            throw new InvalidUrlException("must begin with http:// or https:// and a host", "one that does not");
        }
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            throw unreadable();
        }
        checkHost(url.host(), beginning.group("host"));
        String query = url.encodedQuery();
        if (NO_ESCAPE.matcher(url.encodedPath()).find()
                || (query != null && NO_ESCAPE.matcher(query).find())) {
            throw new InvalidUrlException(
                    "must have two hexadecimal digits after each percent sign of its path and query",
                    "one that has not");
        }
        return url.newBuilder()
                .encodedQuery(query == null ? null : encoded(query))
                .fragment(null)
                .build();
    }

    private static String encoded(String query) {
        return UNENCODED
                .matcher(query)
                .replaceAll(match -> String.format("%%%02X", (int) match.group().charAt(0)));
    }

    /** Returns the value of the field {@code Host} of a request to {@code url}. */
    public static String hostField(HttpUrl url) {
        String host = url.host().indexOf(':') < 0 ? url.host() : '[' + url.host() + ']';
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ':' + url.port();
    }

    /**
     * Returns what to register: the URL without user info, and that as credentials.
     *
     * @param text the URL as it was written
     * @param url what {@link #parse} has made of it
     */
    public static Destination destination(String text, HttpUrl url) throws InvalidUrlException {
        if (text.indexOf('#') >= 0) {
            // No request has it: its author expects something that does not happen.
            throw new InvalidUrlException("must have no fragment", "one that has");
        }
        HttpUrl bare = url.newBuilder().username("").password("").build();
        if (!bare.equals(parse(bare.toString()))) {
            // Some internationalised names, such as xn--xn--a, are decoded once more each time they are read.
            throw unreadable();
        }
        if (url.username().indexOf(':') >= 0) {
            throw new InvalidUrlException("must have a user without a colon", "one with a colon");
        }
        boolean hasUserInfo = !url.username().isEmpty() || !url.password().isEmpty();
        return new Destination(
                bare.toString(), hasUserInfo ? new BasicCredentials(url.username(), url.password()) : null);
    }

    /** Returns {@code host} in the form in which URLs name it: lower case, ASCII. */
    public static String canonicalHost(String host) {
        HttpUrl url = HttpUrl.parse("http://" + (host.indexOf(':') < 0 ? host : '[' + host + ']') + '/');
        if (url == null
                || !url.equals(
                        new HttpUrl.Builder().scheme("http").host(url.host()).build())) {
            throw new IllegalArgumentException("a host must be a name or an address, was " + Violation.quote(host));
        }
        return url.host();
    }

    private static void checkHost(String host, String written) throws InvalidUrlException {
        boolean numeric = NUMERIC.matcher(host).matches();
        // What stood in brackets is IPv6 with an IPv4 address inside, which has one reading.
        boolean plain = IpLiteral.parse(host).isPresent() && (host.equals(written) || written.startsWith("["));
        if (numeric && !plain) {
            throw new InvalidUrlException("must spell an IPv4 address as four plain decimals", Violation.quote(host));
        }
    }

    private static InvalidUrlException unreadable() {
        return new InvalidUrlException("must be a valid http or https URL", "one that cannot be read");
    }

    private static boolean isWhitespace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
