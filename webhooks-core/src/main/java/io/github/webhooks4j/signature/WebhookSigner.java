package io.github.webhooks4j.signature;

import io.github.webhooks4j.Violation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Signs what is sent, once for each active secret (Standard Webhooks, "Signature scheme"). Immutable and thread-safe.
 */
public final class WebhookSigner {
    private final List<WebhookSecret> secrets;

    private WebhookSigner(List<WebhookSecret> secrets) {
        this.secrets = secrets;
    }

    /**
     * Returns a signer for {@code secrets}, the newest first.
     *
     * @throws IllegalArgumentException if there is none, or one is for verifying only
     */
    public static WebhookSigner of(Collection<WebhookSecret> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a signer needs at least one secret");
        }
        if (!secrets.stream().allMatch(WebhookSecret::canSign)) {
            throw new IllegalArgumentException("a signer needs secrets that may sign, was one for verifying only;"
                    + " generate one with WebhookSecret.generate()");
        }
        return new WebhookSigner(List.copyOf(secrets));
    }

    /**
     * Returns the value of the {@code webhook-signature} header.
     *
     * @param id the value of {@code webhook-id}
     * @param signedAt the time whose unix seconds are the value of {@code webhook-timestamp}
     * @param body the exact bytes that are sent
     * @throws IllegalArgumentException if {@code id} is not 1 to 256 characters of visible ASCII without a full stop
     */
    public String sign(String id, Instant signedAt, byte[] body) {
        if (!WebhookHeaders.isId(id)) {
            throw new IllegalArgumentException(
                    "a webhook-id must be 1 to 256 characters of visible ASCII without a full stop, was "
                            + Violation.quote(id));
        }
        String timestamp = Long.toString(signedAt.getEpochSecond());
        String signatures = secrets.get(0).sign(id, timestamp, body);
        for (int i = 1; i < secrets.size(); i++) {
            signatures += ' ' + secrets.get(i).sign(id, timestamp, body);
        }
        return signatures;
    }
}
