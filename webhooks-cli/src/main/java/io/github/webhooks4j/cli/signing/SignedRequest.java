package io.github.webhooks4j.cli.signing;

import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes the three headers of Standard Webhooks. */
final class SignedRequest {
    private static final int ID_BYTES = 16;

    private SignedRequest() {}

    static String newId(RandomGenerator random) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return "msg_" + HexFormat.of().formatHex(bytes);
    }

    /**
     * Returns the headers of a body.
     *
     * @throws CommandFailure if the id breaks its rule
     */
    static List<Header> headers(List<WebhookSecret> secrets, String id, Instant at, byte[] body) {
        try {
            return List.of(
                    new Header(WebhookHeaders.ID, id),
                    new Header(WebhookHeaders.TIMESTAMP, Long.toString(at.getEpochSecond())),
                    new Header(
                            WebhookHeaders.SIGNATURE, WebhookSigner.of(secrets).sign(id, at, body)));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--id is not usable: " + e.getMessage());
        }
    }
}
