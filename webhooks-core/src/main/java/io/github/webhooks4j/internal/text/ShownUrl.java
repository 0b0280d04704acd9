package io.github.webhooks4j.internal.text;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * URLs without what may be a secret: user info, the values of the query, and long segments of the path, as services use
 * them that are authorised by their URL alone.
 */
public final class ShownUrl {
    /** A path secret has 22 characters at least. */
    private static final int LONG = 20;

    /** Stands for what is hidden. */
    public static final String HIDDEN = "•••";

    private static final Pattern PARTS = Pattern.compile(
            "(?<origin>[^/?#]*//[^/?#]*)?(?<path>[^?#]*)(\\?(?<query>[^#]*))?(?<fragment>#.*)?", Pattern.DOTALL);
    private static final Pattern USER_INFO = Pattern.compile("//.*@", Pattern.DOTALL);

    private ShownUrl() {}

    /** Returns what may be shown of a URL, absolute or relative. */
    public static String of(String url) {
        Matcher parts = PARTS.matcher(url);
        if (!parts.matches()) {
            return HIDDEN;
        }
        String origin = parts.group("origin");
        String query = parts.group("query");
        return (origin == null ? "" : USER_INFO.matcher(origin).replaceFirst("//"))
                + split(parts.group("path"), "/").map(ShownUrl::segment).collect(Collectors.joining("/"))
                + (query == null
                        ? ""
                        : "?" + split(query, "&").map(ShownUrl::parameter).collect(Collectors.joining("&")))
                + (parts.group("fragment") == null ? "" : "#" + HIDDEN);
    }

    /** Returns the same; null for none. */
    public static @Nullable String ofNullable(@Nullable String url) {
        return url == null ? null : of(url);
    }

    private static Stream<String> split(String text, String separator) {
        return Arrays.stream(text.split(separator, -1));
    }

    /** A segment may have parameters behind a semicolon. */
    private static String segment(String segment) {
        int semicolon = segment.indexOf(';');
        String name = semicolon < 0 ? segment : segment.substring(0, semicolon);
        return (name.length() < LONG ? name : HIDDEN) + (semicolon < 0 ? "" : ";" + HIDDEN);
    }

    private static String parameter(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 || equals >= LONG ? HIDDEN : parameter.substring(0, equals) + "=" + HIDDEN;
    }
}
