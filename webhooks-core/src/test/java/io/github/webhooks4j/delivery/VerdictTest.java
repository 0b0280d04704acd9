package io.github.webhooks4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.DeliveryResult.NotAnswered;
import io.github.webhooks4j.delivery.Verdict.Delivered;
import io.github.webhooks4j.delivery.Verdict.GiveUp;
import io.github.webhooks4j.delivery.Verdict.Retry;
import io.github.webhooks4j.delivery.Verdict.Retry.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {
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
        assertThat(verdict(answered(410, "5"), 1, false)).isEqualTo(new GiveUp(InterruptionCause.DESTINATION_GONE));
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CALLED_OFF", "RESOLVER_FAILED", "SENDER_FAILED", "REUSED_CONNECTION_LOST"})
    void is_tried_again_without_an_answer(FailureCode code) {
        assertThat(verdict(new NotAnswered(code, TIMING), 1, false)).isEqualTo(IN_A_MINUTE);
    }

    @Test
    void follows_the_schedule_until_it_ends() {
        assertThat(verdict(answered(500, null), 2, false)).isEqualTo(new Retry(NOW.plusSeconds(300)));
        assertThat(verdict(answered(500, null), 3, false)).isEqualTo(new GiveUp(InterruptionCause.GIVEN_UP));
        assertThat(verdict(answered(503, "5"), 3, false)).isEqualTo(new GiveUp(InterruptionCause.GIVEN_UP));
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            names = {"RESOLVER_FAILED", "SENDER_FAILED"})
    void waits_longer_and_longer_for_the_senders_own_faults_and_never_ends(FailureCode fault) {
        NextAttempt attempt = NextAttempt.afterFailures(3);
        var pauses = new ArrayList<Duration>();
        for (int number = 0; number < 9; number++) {
            Retry retry = (Retry) verdict(new NotAnswered(fault, TIMING), attempt);
            assertThat(retry.isFailure()).isFalse();
            pauses.add(Duration.between(NOW, retry.at()));
            attempt = attempt.after(retry);
        }

        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(attempt).isEqualTo(new NextAttempt(12, 2, 9, false));
        assertThat(verdict(answered(500, null), attempt)).isEqualTo(new GiveUp(InterruptionCause.GIVEN_UP));
    }

    @Test
    void is_made_again_at_once_after_it_was_aborted_by_the_sender() {
        var aborted = new NotAnswered(FailureCode.CALLED_OFF, TIMING);
        Retry first = (Retry) verdict(aborted, NextAttempt.FIRST);

        assertThat(first).isEqualTo(new Retry(NOW, Cause.SENDER_FAULT));
        assertThat(verdict(aborted, NextAttempt.FIRST.after(first)))
                .isEqualTo(new Retry(NOW.plusSeconds(1), Cause.SENDER_FAULT));
    }

    @Test
    void is_made_again_at_once_over_a_new_connection_after_a_reused_one_was_lost() {
        var lost = new NotAnswered(FailureCode.REUSED_CONNECTION_LOST, TIMING);
        Retry first = (Retry) verdict(lost, NextAttempt.afterFailures(3));
        NextAttempt second = NextAttempt.afterFailures(3).after(first);

        assertThat(first).isEqualTo(new Retry(NOW, Cause.REUSED_CONNECTION));
        assertThat(second).isEqualTo(new NextAttempt(4, 2, 0, true));
        assertThat(verdict(lost, second)).isEqualTo(new GiveUp(InterruptionCause.GIVEN_UP));
    }

    @Test
    void is_a_failure_if_a_new_connection_is_called_reused_and_lost() {
        var lost = new NotAnswered(FailureCode.REUSED_CONNECTION_LOST, TIMING);
        var second = new NextAttempt(2, 0, 0, true);

        assertThat(verdict(lost, second)).isEqualTo(IN_A_MINUTE);
        assertThat(second.after(IN_A_MINUTE)).isEqualTo(new NextAttempt(3, 1, 0, false));
    }

    @Test
    void stays_on_a_new_connection_when_the_sender_fails_meanwhile() {
        var second = new NextAttempt(2, 0, 0, true);

        assertThat(second.after(new Retry(NOW, Cause.SENDER_FAULT))).isEqualTo(new NextAttempt(3, 0, 1, true));
    }

    @Test
    void counts_no_more_failures_than_there_were_attempts() {
        assertThatThrownBy(() -> new NextAttempt(3, 1, 2, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "an attempt must come after all that have failed, was number 3 after 1 failures and 2 sender"
                                + " faults");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 429, 500, 503})
    void waits_as_long_as_a_failing_destination_asks(int status) {
        assertThat(verdict(answered(status, "3600"), 1, false)).isEqualTo(new Retry(NOW.plusSeconds(3600)));
    }

    @Test
    void never_waits_less_than_the_schedule_nor_more_than_a_day() {
        assertThat(verdict(answered(503, "59"), 1, false)).isEqualTo(IN_A_MINUTE);
        assertThat(verdict(answered(503, "soon"), 1, false)).isEqualTo(IN_A_MINUTE);
        assertThat(verdict(answered(503, "9999999"), 1, false)).isEqualTo(new Retry(NOW.plusSeconds(86_400)));
        assertThat(verdict(answered(503, "Tue, 03 Feb 2026 04:15:06 GMT"), 1, false))
                .isEqualTo(new Retry(NOW.plusSeconds(600)));
    }

    @ParameterizedTest
    @EnumSource(
            value = InterruptionCause.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GIVEN_UP", "DESTINATION_GONE"})
    void is_given_up_for_no_other_cause(InterruptionCause cause) {
        assertThatThrownBy(() -> new GiveUp(cause))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a delivery is given up or gone, was " + cause);
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 600, -1})
    void knows_no_status_out_of_range(int status) {
        assertThatThrownBy(() -> answered(status, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a status must be 100 to 599, was " + status);
    }

    private static Verdict verdict(DeliveryResult result, int failures, boolean acceptRedirects) {
        return Verdict.of(result, NextAttempt.afterFailures(failures), SCHEDULE, acceptRedirects, NOW, new Random(1));
    }

    private static Verdict verdict(DeliveryResult result, NextAttempt made) {
        return Verdict.of(result, made, SCHEDULE, false, NOW, new Random(1));
    }

    private static Answered answered(int status, @Nullable String retryAfter) {
        return new Answered(status, retryAfter, null, "", TIMING);
    }
}
