package io.github.webhooks4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryValuesTest {
    @Test
    void failure_codes_are_a_closed_list_of_words() {
        assertThat(Arrays.stream(FailureCode.values()).map(FailureCode::code))
                .containsExactly(
                        "address_denied",
                        "name_not_resolved",
                        "connect_failed",
                        "certificate_expired",
                        "certificate_not_yet_valid",
                        "certificate_not_trusted",
                        "certificate_name_mismatch",
                        "tls_version_not_supported",
                        "client_certificate_required",
                        "not_tls",
                        "tls_failed",
                        "connection_lost",
                        "reused_connection_lost",
                        "timed_out",
                        "invalid_response",
                        "aborted",
                        "resolver_failed",
                        "internal_error");
    }

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void a_failure_code_has_a_sentence_and_is_found_by_its_word(FailureCode code) {
        assertThat(code.sentence()).matches("[A-Z].+\\.");
        assertThat(FailureCode.fromCode(code.code())).contains(code);
        assertThat(FailureCode.fromCode(code.name())).isEmpty();
    }

    @Test
    void distinguishes_failures_of_the_sender_from_those_of_destinations() {
        assertThat(Arrays.stream(FailureCode.values()).filter(FailureCode::isSenderFault))
                .containsExactly(FailureCode.ABORTED, FailureCode.RESOLVER_FAILED, FailureCode.INTERNAL_ERROR);
    }

    @Test
    void a_delivery_is_named_by_its_chain_and_step_without_a_full_stop() {
        var id = new DeliveryId(new ChainId("c_1"), 2);

        assertThat(id.webhookId()).isEqualTo("c_1_2").isEqualTo(id.webhookId(0));
        assertThat(id.webhookId(1)).isEqualTo("c_1_2_r1");
        assertThat(DeliveryId.parse("c_1_2_r1")).contains(id);
        assertThat(DeliveryId.parse("c_1_2_r0")).isEmpty();
        assertThat(id).hasToString("c_1_2");
        assertThatThrownBy(() -> new DeliveryId(new ChainId("c_1"), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a step counts from 0, was -1");
    }

    @Test
    void attempts_count_from_one() {
        var result = new NoResponse(FailureCode.TIMED_OUT, Timing.ofTotal(Duration.ofSeconds(20)));

        assertThat(new Attempt(1, Instant.EPOCH, result).result().timing())
                .isEqualTo(new Timing(Duration.ofSeconds(20), Duration.ZERO, Duration.ZERO, Duration.ZERO));
        assertThatThrownBy(() -> new Attempt(0, Instant.EPOCH, result))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attempts count from 1, was 0");
    }

    @Test
    void shows_nothing_that_the_destination_wrote_in_a_response() {
        var answer = new Response(503, "\r\n1", "\u001b", "<b>\n", Timing.ofTotal(Duration.ofMillis(7)));

        assertThat(answer).hasToString("Response[503, body of 4 characters, " + answer.timing() + "]");
    }
}
