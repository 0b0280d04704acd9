package io.github.webhooks4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

class RetryAfterFuzzTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @FuzzTest
    void asks_for_a_wait_of_up_to_a_day_or_for_none(byte[] input) {
        String value = new String(input, StandardCharsets.UTF_8);

        Optional<Duration> wait = RetryAfter.parse(value, NOW);

        wait.ifPresent(asked -> assertThat(asked).isBetween(SECOND, RetryAfter.LONGEST));
        assertThat(RetryAfter.parse(" \t" + value + " ", NOW)).isEqualTo(wait);
        if (value.matches("[ \t]*[0-9]+[ \t]*")) {
            assertThat(wait).isEqualTo(seconds(value.trim()));
            assertThat(RetryAfter.parse(value, NOW.plusSeconds(1))).isEqualTo(wait);
        } else if (wait.isPresent()
                && !value.matches("(?s)(.*,)?[ \t]*[0-9]+[ \t]*(,.*)?")
                && wait.get().compareTo(RetryAfter.LONGEST) < 0) {
            Optional<Duration> left = wait.map(asked -> asked.minus(SECOND)).filter(rest -> !rest.isZero());
            assertThat(RetryAfter.parse(value, NOW.plusSeconds(1))).isEqualTo(left);
        }
    }

    private static Optional<Duration> seconds(String digits) {
        BigInteger seconds = new BigInteger(digits).min(BigInteger.valueOf(86_400));
        return seconds.signum() == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds.longValueExact()));
    }
}
