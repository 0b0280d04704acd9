package io.github.webhooks4j.console.internal.form;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Durations as people enter them: {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d}. */
final class DurationText {
    static final String RULE = "must be a number with its unit, as 30s, 5m, 24h or 7d";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\s*(ms|s|m|h|d)");

    private DurationText() {}

    /** Reads a duration; empty if it is written in another way. */
    static Optional<Duration> read(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    /** Writes a duration in the largest unit that has no rest. */
    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0 && seconds > 86_400) {
            return seconds / 86_400 + "d";
        } else if (seconds % 3600 == 0 && seconds > 0) {
            return seconds / 3600 + "h";
        } else if (seconds % 60 == 0 && seconds > 0) {
            return seconds / 60 + "m";
        }
        return seconds + "s";
    }

    /** Writes several, separated by blanks; a hyphen for none. */
    static String list(List<Duration> durations) {
        return durations.isEmpty()
                ? "-"
                : durations.stream().map(DurationText::of).collect(Collectors.joining(" "));
    }
}
