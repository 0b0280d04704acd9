package io.github.webhooks4j.testkit;

import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A delivery as its sender makes it, for tests of what an application receives. Immutable.
 *
 * <pre>{@code
 * var delivery = SignedDelivery.of(secret, "msg_1", clock.instant(), "{\"order\":1}");
 * // send delivery.body() with delivery.headers()
 * }</pre>
 */
public final class SignedDelivery {
    private final Map<String, String> headers;
    private final byte[] body;

    private SignedDelivery(Map<String, String> headers, byte[] body) {
        this.headers = headers;
        this.body = body;
    }

    /**
     * Signs a body.
     *
     * @param secret the sender's
     * @param id the value of {@code webhook-id}: the same for a delivery that is repeated
     * @param signedAt when: the receiver refuses times that are too far from its own
     * @param body the text of the body, sent in UTF-8
     * @throws IllegalArgumentException if the secret is for verifying only, or {@code id} is not 1 to 256 characters of
     *     visible ASCII without a full stop
     */
    public static SignedDelivery of(WebhookSecret secret, String id, Instant signedAt, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new SignedDelivery(
                Map.of(
                        "Content-Type",
                        "application/json",
                        WebhookHeaders.ID,
                        id,
                        WebhookHeaders.TIMESTAMP,
                        Long.toString(signedAt.getEpochSecond()),
                        WebhookHeaders.SIGNATURE,
                        WebhookSigner.of(List.of(secret)).sign(id, signedAt, bytes)),
                bytes);
    }

    /** Returns the headers, with the media type of the body. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the bytes of the body. */
    public byte[] body() {
        return body.clone();
    }
}
