package io.github.webhooks4j.cli.listen;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a receiver does with a request. Immutable. */
sealed interface ScriptedResponse {
    /** Returns how long it waits before. */
    Duration delay();

    /** It responds. */
    record Status(int status, Map<String, String> headers, Duration delay) implements ScriptedResponse {
        public Status {
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("a status must be 200 to 599, was " + status);
            }
            headers = Map.copyOf(headers);
            requireNonNull(delay, "delay");
        }

        @Override
        public String toString() {
            return Integer.toString(status);
        }
    }

    /** It closes the connection without a response. */
    record Drop(Duration delay) implements ScriptedResponse {
        public Drop {
            requireNonNull(delay, "delay");
        }

        @Override
        public String toString() {
            return "closed";
        }
    }

    /** The forms, for messages. */
    String FORMS = "200, 429:30 (Retry-After), slow:2s, hang:60s, reset, redirect:URL, or several separated by commas";

    /**
     * Reads one or several responses.
     *
     * @throws IllegalArgumentException if one is none of {@link #FORMS}
     */
    static List<ScriptedResponse> parse(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(ScriptedResponse::parseOne)
                .toList();
    }

    private static ScriptedResponse parseOne(String text) {
        Matcher parts = Pattern.compile(
                        "(?<status>[2-5]\\d\\d)(:(?<after>\\d{1,6}))?"
                                + "|slow:(?<slow>\\d{1,4})s|hang:(?<hang>\\d{1,4})s|(?<reset>reset)|redirect:(?<url>https?://\\S+)")
                .matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be " + FORMS + ", was " + Violation.quote(text));
        }
        if (parts.group("status") != null) {
            String after = parts.group("after");
            return new Status(
                    Integer.parseInt(parts.group("status")),
                    after == null ? Map.of() : Map.of("Retry-After", after),
                    Duration.ZERO);
        }
        if (parts.group("slow") != null) {
            return new Status(200, Map.of(), Duration.ofSeconds(Long.parseLong(parts.group("slow"))));
        }
        if (parts.group("url") != null) {
            return new Status(307, Map.of("Location", parts.group("url")), Duration.ZERO);
        }
        return new Drop(
                parts.group("reset") != null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(parts.group("hang"))));
    }
}
