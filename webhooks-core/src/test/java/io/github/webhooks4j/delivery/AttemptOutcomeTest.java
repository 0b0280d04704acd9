package io.github.webhooks4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.AttemptOutcome.Delivered;
import io.github.webhooks4j.delivery.AttemptOutcome.Gone;
import io.github.webhooks4j.delivery.AttemptOutcome.Retry;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptOutcomeTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final Timing TIMING = Timing.ofTotal(Duration.ofMillis(7));
    private static final RetrySchedule SCHEDULE = RetrySchedule.of(Duration.ofMinutes(1), Duration.ofMinutes(5));
    private static final Retry IN_A_MINUTE = new Retry(NOW.plusSeconds(60));

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 299})
    void is_delivered_with_2xx(int status) {
        assertThat(verdict(answered(status, null), 1, false)).isEqualTo(new Delivered());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {100, 101, 199, 300, 301, 302, 304, 307, 308, 400, 401, 404, 408, 409, 411, 422, 429, 500, 503, 599})
    void is_tried_again_with_any_other_status(int status) {
        assertThat(verdict(answered(status, null), 1, false)).isEqualTo(IN_A_MINUTE);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 304, 307, 308, 399})
    void is_delivered_with_3xx_where_redirects_are_accepted(int status) {
        assertThat(verdict(answered(status, null), 1, true)).isEqualTo(new Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {199, 400, 500})
    void is_tried_again_with_other_families_where_redirects_are_accepted(int status) {
        assertThat(verdict(answered(status, null), 1, true)).isEqualTo(IN_A_MINUTE);
    }

    @Test
    void is_gone_with_410_at_once() {
        assertThat(verdict(answered(410, "5"), 1, false)).isEqualTo(new Gone());
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 600, -1})
    void knows_no_status_out_of_range(int status) {
        assertThatThrownBy(() -> answered(status, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a status must be 100 to 599, was " + status);
    }

    private static AttemptOutcome verdict(DeliveryResult result, int failures, boolean acceptRedirects) {
        return verdict(result, failures, acceptRedirects, FinalStatuses.GONE_ONLY);
    }

    private static AttemptOutcome verdict(
            DeliveryResult result, int failures, boolean acceptRedirects, FinalStatuses finalStatuses) {
        return AttemptOutcome.of(
                result,
                NextAttempt.afterFailures(failures),
                SCHEDULE,
                acceptRedirects,
                finalStatuses,
                NOW,
                new Random(1));
    }

    @Test
    void makes_no_other_attempt_after_a_status_that_is_final() {
        var exhausted = new AttemptOutcome.Exhausted(AttemptOutcome.Exhausted.Reason.FINAL_STATUS);
        FinalStatuses listed = FinalStatuses.of(404, 503);

        assertThat(verdict(answered(404, null), 1, false, listed)).isEqualTo(exhausted);
        assertThat(verdict(answered(503, "5"), 1, false, listed)).isEqualTo(exhausted);
        assertThat(verdict(answered(422, null), 1, false, FinalStatuses.CLIENT_ERRORS))
                .isEqualTo(exhausted);
        assertThat(verdict(answered(410, null), 1, false, listed)).isEqualTo(new AttemptOutcome.Gone());
        for (int later : new int[] {408, 425, 429, 500}) {
            assertThat(verdict(answered(later, null), 1, false, FinalStatuses.CLIENT_ERRORS))
                    .as("%d", later)
                    .isInstanceOf(AttemptOutcome.Retry.class);
        }
        assertThat(verdict(answered(302, null), 1, true, FinalStatuses.of(302)))
                .isEqualTo(new AttemptOutcome.Delivered());
    }

    private static Response answered(int status, @Nullable String retryAfter) {
        return new Response(status, retryAfter, null, "", TIMING);
    }
}
