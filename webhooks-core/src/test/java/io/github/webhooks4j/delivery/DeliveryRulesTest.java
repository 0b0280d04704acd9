package io.github.webhooks4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryRulesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void has_410_among_the_final_statuses_in_any_case() {
        assertThat(FinalStatuses.GONE_ONLY.statuses()).containsExactly(410);
        assertThat(FinalStatuses.of(404, 400).statuses()).containsExactly(400, 404, 410);
        assertThat(FinalStatuses.CLIENT_ERRORS.statuses())
                .hasSize(97)
                .contains(400, 410, 499)
                .doesNotContain(408, 425, 429);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 299, 600, -1})
    void refuses_a_final_status_that_is_no_failure(int status) {
        assertThatThrownBy(() -> FinalStatuses.of(status, 404))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("finalStatuses must be 300 to 599, was " + status);
    }

    @Test
    void judges_the_age_at_an_attempt() {
        DeliveryRules rules = DeliveryRules.DEFAULT.withMaxAge(Duration.ofHours(1));

        assertThat(rules.isTooOld(START, START.plusSeconds(3_600))).isFalse();
        assertThat(rules.isTooOld(START, START.plusSeconds(3_601))).isTrue();
        assertThat(DeliveryRules.DEFAULT.isTooOld(START, Instant.MAX)).isFalse();
    }

    @Test
    void refuses_durations_out_of_their_ranges() {
        assertThatThrownBy(() -> DeliveryRules.DEFAULT.withMaxAge(Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxAge must be PT1S to PT8760H, was PT0.999S");
        assertThatThrownBy(() -> DeliveryRules.DEFAULT.withMaxAge(Duration.ofDays(366)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxAge must be PT1S to PT8760H, was PT8784H");
        assertThatThrownBy(() -> DeliveryRules.DEFAULT.withAttemptTimeout(Duration.ofSeconds(61)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attemptTimeout must be PT1S to PT1M, was PT1M1S");
    }
}
