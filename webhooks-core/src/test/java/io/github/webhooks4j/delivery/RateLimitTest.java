package io.github.webhooks4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    @Test
    void has_a_number_and_a_period() {
        assertThat(RateLimit.perSecond(10)).isEqualTo(new RateLimit(10, RateLimit.Period.SECOND));
        assertThat(RateLimit.perMinute(600)).isEqualTo(new RateLimit(600, RateLimit.Period.MINUTE));
        assertThat(RateLimit.perSecond(1)).hasToString("1 a second");
        assertThat(RateLimit.perMinute(1_000_000)).hasToString("1000000 a minute");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 10_001, Integer.MAX_VALUE})
    void refuses_what_is_out_of_range_in_a_second(int attempts) {
        assertThatThrownBy(() -> RateLimit.perSecond(attempts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rateLimit must be 1 to 10000 attempts a second, was " + attempts);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_000_001, Integer.MAX_VALUE})
    void refuses_what_is_out_of_range_in_a_minute(int attempts) {
        assertThatThrownBy(() -> RateLimit.perMinute(attempts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rateLimit must be 1 to 1000000 attempts a minute, was " + attempts);
    }
}
