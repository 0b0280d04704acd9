package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.signature.WebhookVerifier;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Deliveries that a sender has signed and a receiver has verified. */
public final class Delivered {
    private static final Instant NOW = Instant.ofEpochSecond(1_770_091_506);
    private static final byte[] BODY = {'{', '}'};
    private static final WebhookSecret SECRET = WebhookSecret.generate();
    private static final WebhookSigner SENDER = WebhookSigner.of(List.of(SECRET));
    private static final WebhookVerifier RECEIVER = WebhookVerifier.builder(List.of(SECRET))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();

    private Delivered() {}

    /** Returns one that came to a secret path. */
    public static VerifiedDelivery unsigned(String key) {
        PathSecret secret = PathSecret.generate();
        return secret.verify("/" + secret.reveal(), BODY, body -> key);
    }

    /** Returns one of a {@code webhook-id}. */
    public static VerifiedDelivery as(String id) {
        Map<String, String> headers = Map.of(
                WebhookHeaders.ID,
                id,
                WebhookHeaders.TIMESTAMP,
                Long.toString(NOW.getEpochSecond()),
                WebhookHeaders.SIGNATURE,
                SENDER.sign(id, NOW, BODY));
        return RECEIVER.verify(headers::get, BODY);
    }
}
