package io.github.webhooks4j.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Retry-After} header in both its forms (RFC 9110, section 10.2.3): seconds, or a date. A date may also have
 * the two obsolete formats that recipients must accept (section 5.6.7), those of RFC 850 and of C's {@code asctime}.
 *
 * <p>Honoured in full up to {@link #LONGEST}; a destination that requests a longer wait gets its next attempt then. If
 * the field occurs on several lines, which form one list with commas (section 5.3), the longest wait counts.
 */
public final class RetryAfter {
    /** The longest wait that a destination can ask for. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final int MAX_DIGITS = 12;
    /** Further parts are ignored. */
    private static final int MAX_PARTS = 32;

    private static final int MAX_YEARS_AHEAD = 50;
    /** In two forms of a date a comma follows it. */
    private static final Pattern WEEKDAY = Pattern.compile("(?i)[ \\t]*(mon|tue|wed|thu|fri|sat|sun)[a-z]*[ \\t]*");

    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US);

    private RetryAfter() {}

    /**
     * Returns the wait that {@code value} requests at {@code now}, the longest if it is a list; empty if it is absent,
     * malformed or in the past.
     */
    public static Optional<Duration> parse(@Nullable String value, Instant now) {
        if (value == null) {
            return Optional.empty();
        }
        List<String> parts = List.of(value.split(",", MAX_PARTS));
        Duration longest = Duration.ZERO;
        for (int i = 0; i < parts.size(); i++) {
            boolean isBegunDate = WEEKDAY.matcher(parts.get(i)).matches() && i + 1 < parts.size();
            Duration one = one(isBegunDate ? parts.get(i) + ',' + parts.get(++i) : parts.get(i), now);
            longest = one.compareTo(longest) > 0 ? one : longest;
        }
        return longest.isZero() ? Optional.empty() : Optional.of(longest);
    }

    /** Returns zero if no wait is requested. */
    private static Duration one(String value, Instant now) {
        String text = stripped(value);
        Optional<Duration> wait =
                isDigits(text) ? Optional.of(seconds(text)) : date(text, now).map(date -> Duration.between(now, date));
        return wait.filter(asked -> !asked.isNegative())
                .map(asked -> asked.compareTo(LONGEST) > 0 ? LONGEST : asked)
                .orElse(Duration.ZERO);
    }

    /** Only spaces and tabs may surround a header's value (RFC 9110, section 5.6.3), and no control character. */
    private static String stripped(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Duration seconds(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > MAX_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(significant));
    }

    private static Optional<Instant> date(String text, Instant now) {
        return date(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                .or(() -> date(text, rfc850(now)))
                .or(() -> date(text, ASCTIME));
    }

    private static Optional<Instant> date(String text, DateTimeFormatter format) {
        try {
            TemporalAccessor date = format.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    date instanceof OffsetDateTime withOffset
                            ? withOffset.toInstant()
                            : ((LocalDateTime) date).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Its year has two digits: one that seems more than 50 years ahead is in the past. */
    private static DateTimeFormatter rfc850(Instant now) {
        int firstYear = now.atOffset(ZoneOffset.UTC).getYear() + MAX_YEARS_AHEAD - 99;
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, firstYear)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US);
    }
}
