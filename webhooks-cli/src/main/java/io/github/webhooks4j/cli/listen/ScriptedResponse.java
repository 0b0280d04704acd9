package io.github.webhooks4j.cli.listen;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a receiver does with a request. Immutable. */
sealed interface ScriptedResponse {
    /** Returns how long it waits before. */
    Duration delay();

    /**
     * Returns what it is for one request.
     *
     * @param number counts the requests
     */
    default ScriptedResponse forRequest(int number) {
        return this;
    }

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

    /** It responds 503 to a share of the requests and 200 to the others, the same ones for the same seed. */
    record FailingShare(int percent, long seed) implements ScriptedResponse {
        @Override
        public Duration delay() {
            return Duration.ZERO;
        }

        @Override
        public ScriptedResponse forRequest(int number) {
            boolean fails = new SplittableRandom((seed << 32) + number).nextInt(100) < percent;
            return new Status(fails ? 503 : 200, Map.of(), Duration.ZERO);
        }
    }

    /** The forms, for messages. */
    String FORMS =
            "200, 429:30 (Retry-After), slow:2s, hang:60s, reset, redirect:URL, fail:30%, or several separated by"
                    + " commas";

    /** Returns the text with a seed for each share that has none, as {@code fail:30%:417}. */
    static String withSeeds(String text, RandomGenerator random) {
        return Pattern.compile("(?<=^|,)fail:(?:100|\\d{1,2})%(?=,|$)")
                .matcher(text)
                .replaceAll(share -> share.group() + ":" + random.nextInt(1_000_000));
    }

    /**
     * Reads one or several responses.
     *
     * @throws IllegalArgumentException if one is none of {@link #FORMS}, or a share has no seed
     */
    static List<ScriptedResponse> parse(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(ScriptedResponse::parseOne)
                .toList();
    }

    private static ScriptedResponse parseOne(String text) {
        Matcher parts = Pattern.compile("(?<status>[2-5]\\d\\d)(:(?<after>\\d{1,6}))?"
                        + "|slow:(?<slow>\\d{1,4})s|hang:(?<hang>\\d{1,4})s|(?<reset>reset)|redirect:(?<url>https?://\\S+)"
                        + "|fail:(?<share>100|\\d{1,2})%:(?<seed>\\d{1,9})")
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
        if (parts.group("share") != null) {
            return new FailingShare(Integer.parseInt(parts.group("share")), Long.parseLong(parts.group("seed")));
        }
        return new Drop(
                parts.group("reset") != null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(parts.group("hang"))));
    }
}
