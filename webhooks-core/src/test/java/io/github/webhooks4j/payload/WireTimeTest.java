package io.github.webhooks4j.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTimeTest {
    @ParameterizedTest
    @CsvSource({
        "1417566161, 2014-12-03T00:22:41Z",
        "1.417566161e+09, 2014-12-03T00:22:41Z",
        "1417566161.999, 2014-12-03T00:22:41Z",
        "+1417566161, 2014-12-03T00:22:41Z",
        "1417566161.00000000000000000000000000000, 2014-12-03T00:22:41Z",
        "-1, 1969-12-31T23:59:59Z",
        "2014-12-03T00:22:41Z, 2014-12-03T00:22:41Z",
        "2014-12-03T00:22:41.987654321Z, 2014-12-03T00:22:41Z",
        "2014-12-03T01:22:41+01:00, 2014-12-03T00:22:41Z",
        "2014-12-03T01:22:41+01:00[Europe/Paris], 2014-12-03T00:22:41Z",
        "2014-12-03T00:22:41, 2014-12-03T00:22:41Z",
        "2014-12-03 00:22:41, 2014-12-03T00:22:41Z",
        "2014-12-03 00:22:41Z, 2014-12-03T00:22:41Z",
        "253402300799, 9999-12-31T23:59:59Z",
        "-62135596800, 0001-01-01T00:00:00Z"
    })
    void reads_text(String text, Instant time) {
        assertThat(WireTime.parse(text)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1417566161",
                "١٤١٧٥٦٦١٦١",
                "1e999",
                "0x10",
                "253402300800",
                "-62135596801",
                "1417566161000",
                "2014-12-03",
                "00:22:41",
                "2014-13-03T00:22:41Z",
                "2014-12-03T24:00:01Z",
                "2014-12-03T00:22:41[Europe/Paris]",
                "+12014-12-03T00:22:41Z",
                "1417566161.000000000000000000000000000000"
            })
    void refuses_other_text(String text) {
        assertThat(WireTime.parse(text)).isEmpty();
    }

    @Test
    void reads_every_kind_of_number() {
        assertThat(WireTime.parse(1417566161L)).contains(Instant.ofEpochSecond(1417566161));
        assertThat(WireTime.parse(new BigDecimal("1417566161.5"))).contains(Instant.ofEpochSecond(1417566161));
        assertThat(WireTime.parse(new BigDecimal("1e-999999999"))).contains(Instant.EPOCH);
    }

    @Test
    void refuses_numbers_beyond_the_years_1_to_9999_at_once() {
        assertThat(WireTime.parse(Long.MAX_VALUE)).isEmpty();
        assertThat(WireTime.parse(BigInteger.TEN.pow(900))).isEmpty();
        assertThat(WireTime.parse(new BigDecimal("1e999999999"))).isEmpty();
        assertThat(WireTime.parse(new BigDecimal("-1e999999999"))).isEmpty();
    }

    @Test
    void refuses_other_types() {
        assertThat(WireTime.parse(true)).isEmpty();
    }
}
