package io.github.webhooks4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    @ParameterizedTest
    @CsvSource({
        "1, PT1S",
        "120, PT2M",
        " 120 , PT2M",
        "'\t 120 \t', PT2M",
        "00000000000000000120, PT2M",
        "86399, PT23H59M59S",
        "86400, PT24H",
        "86401, PT24H",
        "999999999999, PT24H",
        "99999999999999999999999999999999, PT24H"
    })
    void reads_seconds_up_to_a_day(String value, Duration wait) {
        assertThat(RetryAfter.parse(value, NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tue, 03 Feb 2026 04:07:06 GMT",
                "tue, 03 feb 2026 04:07:06 gmt",
                "Tue, 3 Feb 2026 04:07:06 GMT",
                "Tue, 03 Feb 2026 06:07:06 +0200",
                "Tuesday, 03-Feb-26 04:07:06 GMT",
                "Tue Feb  3 04:07:06 2026"
            })
    void reads_all_three_forms_of_a_date(String value) {
        assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofMinutes(2));
    }

    @Test
    void reads_a_day_of_two_digits_in_the_form_of_asctime() {
        assertThat(RetryAfter.parse("Thu Feb 12 00:00:00 2026", Instant.parse("2026-02-11T23:59:00Z")))
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void takes_a_two_digit_year_more_than_50_years_ahead_for_the_past() {
        assertThat(RetryAfter.parse("Sunday, 06-Nov-94 08:49:37 GMT", NOW)).isEmpty();
        assertThat(RetryAfter.parse("Friday, 01-Jan-77 00:00:00 GMT", NOW)).isEmpty();
        assertThat(RetryAfter.parse("Saturday, 03-Feb-46 04:05:06 GMT", NOW)).contains(RetryAfter.LONGEST);
    }

    @Test
    void waits_a_day_at_most_for_a_date() {
        assertThat(RetryAfter.parse("Wed, 04 Feb 2026 04:05:05 GMT", NOW)).contains(RetryAfter.LONGEST.minusSeconds(1));
        assertThat(RetryAfter.parse("Fri, 31 Dec 9999 23:59:59 GMT", NOW)).contains(RetryAfter.LONGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "000",
                "Tue, 03 Feb 2026 04:05:06 GMT",
                "Tue, 03 Feb 2026 04:05:05 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void asks_for_nothing_when_it_is_over(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5",
                "1e3",
                "0x10",
                "120s",
                "١٢٠",
                "soon",
                "2026-02-03T04:07:06Z",
                "Wed, 03 Feb 2026 04:07:06 GMT",
                "Tue, 32 Feb 2026 04:07:06 GMT",
                "Tue, 03 Feb 2026 04:07:06",
                "Tuesday, 03-Feb-2026 04:07:06 GMT",
                "x, y",
                ",",
                "\n\u0000120",
                "120\u0000"
            })
    void ignores_what_is_malformed(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120, 240 | PT4M",
                "240,120 | PT4M",
                "120, soon | PT2M",
                "0, 120 | PT2M",
                "60, Tue, 03 Feb 2026 04:07:06 GMT | PT2M",
                "Tue, 03 Feb 2026 04:07:06 GMT, 60 | PT2M",
                "Tuesday, 03-Feb-26 04:07:06 GMT, Tue Feb  3 04:08:06 2026, 1 | PT3M",
                "30, 99999999999999999999 | PT24H"
            })
    void the_longest_counts_of_several_lines(String value, Duration wait) {
        assertThat(RetryAfter.parse(value, NOW)).contains(wait);
    }

    @Test
    void ignores_what_is_absent_or_without_measure() {
        assertThat(RetryAfter.parse(null, NOW)).isEmpty();
        assertThat(RetryAfter.parse("x".repeat(1 << 20), NOW)).isEmpty();
    }
}
