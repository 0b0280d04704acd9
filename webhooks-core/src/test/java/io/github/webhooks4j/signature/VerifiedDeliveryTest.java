package io.github.webhooks4j.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedDeliveryTest {
    private static final Instant AT = Instant.ofEpochSecond(1_770_091_506);
    private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    @Test
    void keeps_the_body_that_was_verified() {
        byte[] body = BODY.clone();
        VerifiedDelivery delivery = VerifiedDelivery.signed("msg_1", AT, body, null, null);

        body[0] = 'x';
        delivery.body()[1] = 'y';

        assertThat(delivery.body()).isEqualTo(BODY);
    }

    @Test
    void shows_id_and_time_and_nothing_of_the_body() {
        assertThat(VerifiedDelivery.signed("msg_1", AT, BODY, "2", "push"))
                .hasToString("VerifiedDelivery[msg_1, signed at 2026-02-03T04:05:06Z, body of 7 bytes]");
        assertThat(VerifiedDelivery.unsigned("sha256_0", BODY))
                .hasToString("VerifiedDelivery[sha256_0, body of 7 bytes]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "12", "999999999", "007"})
    void returns_the_number_that_the_attempt_claims(String attempt) {
        assertThat(delivery(attempt, null).claimedAttempt()).hasValue(Integer.parseInt(attempt));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0", "-1", "+1", " 1", "1.0", "1000000000", "99999999999999999999", "one", "١"})
    void returns_no_attempt_that_is_no_number(@Nullable String attempt) {
        assertThat(delivery(attempt, null).claimedAttempt()).isEmpty();
    }

    @Test
    void returns_the_type_that_is_claimed() {
        assertThat(delivery(null, "order.paid").claimedType()).hasValue("order.paid");
        assertThat(delivery(null, "t".repeat(100)).claimedType()).hasValue("t".repeat(100));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "order paid", "order\npaid", "grün", "\u0000", "\ud83d"})
    void returns_no_type_of_anything_but_visible_ascii(@Nullable String type) {
        assertThat(delivery(null, type).claimedType()).isEmpty();
    }

    @Test
    void returns_no_type_of_more_than_100_characters() {
        assertThat(delivery(null, "t".repeat(101)).claimedType()).isEmpty();
    }

    private static VerifiedDelivery delivery(@Nullable String attempt, @Nullable String type) {
        return VerifiedDelivery.signed("msg_1", AT, BODY, attempt, type);
    }
}
