package io.github.webhooks4j.payload;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The times ever seen in push payloads: unix seconds as an integer, as a float ({@code 1.417566161e+09}, what an old Go
 * program made of them) or as a numeric string; ISO-8601 text; and Alibaba's {@code 2024-05-01 10:00:00}, read as UTC.
 * Fractions of a second are dropped, since what is written again has none.
 */
final class WireTime {
    private static final long EARLIEST = -62_135_596_800L; // year 1
    private static final long LATEST = 253_402_300_799L; // year 9999

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");
    private static final Pattern DATE_AND_BLANK = Pattern.compile("^([0-9-]{10}) ");

    private WireTime() {}

    static Optional<Instant> parse(Object value) {
        if (value instanceof Long number) {
            return ofSeconds(number);
        } else if (value instanceof BigDecimal number) {
            return ofSeconds(number);
        } else if (value instanceof String text && text.length() <= 40) {
            return NUMBER.matcher(text).matches() ? ofSeconds(new BigDecimal(text)) : ofText(text);
        }
        return Optional.empty();
    }

    /** Drops what is finer than a second, and refuses what could not be read again. */
    static @Nullable Instant toSecond(String component, @Nullable Instant time) {
        if (time == null) {
            return null;
        }
        return ofSeconds(time.getEpochSecond())
                .orElseThrow(
                        () -> new IllegalArgumentException(component + " must be in the years 1 to 9999, was " + time));
    }

    private static Optional<Instant> ofSeconds(BigDecimal seconds) {
        // Compared before it is converted: 1e999999999 must not become a number of a billion digits.
        boolean inRange = seconds.compareTo(BigDecimal.valueOf(EARLIEST)) >= 0
                && seconds.compareTo(BigDecimal.valueOf(LATEST)) <= 0;
        return inRange ? ofSeconds(seconds.longValue()) : Optional.empty();
    }

    private static Optional<Instant> ofSeconds(long seconds) {
        return seconds < EARLIEST || seconds > LATEST ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    private static Optional<Instant> ofText(String text) {
        String iso = DATE_AND_BLANK.matcher(text).replaceFirst("$1T");
        try {
            TemporalAccessor time =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
            OffsetDateTime atOffset = time instanceof OffsetDateTime withOffset
                    ? withOffset
                    : ((LocalDateTime) time).atOffset(ZoneOffset.UTC);
            return ofSeconds(atOffset.toEpochSecond());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
