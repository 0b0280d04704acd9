package io.github.webhooks4j.receiver;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.payload.InvalidPayloadException;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.InvalidSignatureException;
import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookVerifier;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Receives the deliveries of one sender: verifies each by its raw bytes, and says how to respond to those that it refuses. It knows no
 * server; adapters read the request and write the response. Immutable and thread-safe.
 */
public final class WebhookReceiver {
    /** The most bytes that a body may have. An adapter reads one more at most, so that the receiver sees the excess. */
    public static final int MAX_BODY_BYTES = 1 << 20;

    /** Proves that a delivery comes from its sender. */
    private interface Check {
        VerifiedDelivery verify(String path, Function<String, @Nullable String> header, byte[] body);
    }

    private final Check check;

    private WebhookReceiver(Check check) {
        this.check = check;
    }

    /** Returns a receiver of deliveries that are signed. */
    public static WebhookReceiver of(WebhookVerifier verifier) {
        requireNonNull(verifier, "verifier");
        return new WebhookReceiver((path, header, body) -> verifier.verify(header, body));
    }

    /**
     * Returns a receiver of Docker Hub's deliveries, which are not signed: their URL ends with a secret.
     *
     * @param secrets any of which the URL may have; several while one is being replaced
     * @throws IllegalArgumentException if there is none
     */
    public static WebhookReceiver atSecretPath(List<PathSecret> secrets) {
        List<PathSecret> known = List.copyOf(secrets);
        if (known.isEmpty()) {
            throw new IllegalArgumentException("a receiver needs at least one path secret");
        }
        return new WebhookReceiver((path, header, body) -> known.stream()
                .filter(secret -> secret.matches(path))
                .findFirst()
                .orElse(known.get(0))
                .verify(path, body, PushPayload::deliveryKey));
    }

    /**
     * Returns the delivery if it is verified, and else how to respond.
     *
     * @param path the path as received, neither decoded nor normalised, and without the query
     * @param header returns the value of a header in any letter case, or null if the request does not have it
     * @param body the raw bytes of the body, {@link #MAX_BODY_BYTES} and one more at most
     */
    public Reception receive(String path, Function<String, @Nullable String> header, byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            return Reception.Refused.tooLarge();
        }
        try {
            return new Reception.Accepted(check.verify(path, header, body));
        } catch (InvalidSignatureException e) {
            return Reception.Refused.untrusted(e);
        } catch (InvalidPayloadException e) {
            return Reception.Refused.invalidPayload(e);
        }
    }
}
