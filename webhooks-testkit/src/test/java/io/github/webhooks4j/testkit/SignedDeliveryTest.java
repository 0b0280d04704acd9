package io.github.webhooks4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SignedDeliveryTest {
    private final ManualClock clock = new ManualClock();
    private final WebhookSecret secret = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    @Test
    void is_accepted_by_a_receiver() {
        SignedDelivery sent = SignedDelivery.of(secret, "msg_1", clock.instant(), "{\"name\":\"Jürgen\"}");

        VerifiedDelivery received = WebhookVerifier.builder(List.of(secret))
                .clock(clock)
                .build()
                .verify(name -> sent.headers().get(name.toLowerCase(Locale.ROOT)), sent.body());

        assertThat(received.id()).isEqualTo("msg_1");
        assertThat(new String(received.body(), StandardCharsets.UTF_8)).isEqualTo("{\"name\":\"Jürgen\"}");
    }
}
