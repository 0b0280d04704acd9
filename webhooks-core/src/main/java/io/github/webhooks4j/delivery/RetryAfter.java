package io.github.webhooks4j.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Retry-After} header in both its forms (RFC 9110, section 10.2.3): seconds, or a date.
 *
 * <p>Honoured in full up to {@link #LONGEST}; a destination that asks for more is asked again then.
 */
public final class RetryAfter {
    /** The longest wait that a destination can ask for. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final int MAX_DIGITS = 12;

    private RetryAfter() {}

    /** Returns the wait that {@code value} asks for at {@code now}; empty if it is absent, malformed or in the past. */
    public static Optional<Duration> parse(@Nullable String value, Instant now) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.trim();
        Optional<Duration> wait = isSeconds(text)
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : date(text).map(date -> Duration.between(now, date));
        return wait.filter(asked -> !asked.isNegative() && !asked.isZero())
                .map(asked -> asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
    }

    private static boolean isSeconds(String text) {
        return !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
