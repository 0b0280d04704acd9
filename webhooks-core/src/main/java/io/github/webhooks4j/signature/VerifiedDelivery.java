package io.github.webhooks4j.signature;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that is proven to come from its sender: only a {@link WebhookVerifier} and a {@link PathSecret} make one, so
 * code that takes it cannot be given an id or a body that is not verified. The receiver's inbox takes it.
 *
 * <p>A signature covers {@link #id()}, {@link #signedAt()} and {@link #body()}, and nothing else of a request. What is
 * called claimed is sent beside it and covered by nothing: a party that can change a request on its way can change it.
 *
 * <p>Immutable and thread-safe.
 */
public final class VerifiedDelivery {
    /** The most characters of a claimed type. */
    private static final int MAX_TYPE = 100;
    /** More digits than an int may have. */
    private static final int MAX_DIGITS = 9;

    private final String id;
    private final @Nullable Instant signedAt;
    private final byte[] body;
    private final @Nullable String attempt;
    private final @Nullable String type;

    private VerifiedDelivery(
            String id, @Nullable Instant signedAt, byte[] body, @Nullable String attempt, @Nullable String type) {
        this.id = requireNonNull(id, "id");
        this.signedAt = signedAt;
        this.body = body.clone();
        this.attempt = attempt;
        this.type = type;
    }

    /** Creates a delivery whose signature was verified. */
    static VerifiedDelivery signed(
            String id, Instant signedAt, byte[] body, @Nullable String attempt, @Nullable String type) {
        return new VerifiedDelivery(id, signedAt, body, attempt, type);
    }

    /** Creates a delivery that came to a secret path. */
    static VerifiedDelivery unsigned(String id, byte[] body) {
        return new VerifiedDelivery(id, null, body, null, null);
    }

    /**
     * Returns the id, by which a repeat is recognised: 1 to 256 characters of visible ASCII. It is the {@code webhook-id}
     * of a sender that signs.
     */
    public String id() {
        return id;
    }

    /** Returns when the sender signed this attempt, to the second; empty if the sender does not sign. */
    public Optional<Instant> signedAt() {
        return Optional.ofNullable(signedAt);
    }

    /** Returns a copy of the raw bytes of the body, as they were verified. */
    public byte[] body() {
        return body.clone();
    }

    /**
     * Returns the number of the attempt as the header {@code webhook-attempt} claims, from 1; empty if there is no such
     * header or it is no number of up to 9 digits. For logs: the signature does not cover it.
     */
    public OptionalInt claimedAttempt() {
        if (attempt == null
                || attempt.isEmpty()
                || attempt.length() > MAX_DIGITS
                || !attempt.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(attempt);
        return number < 1 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /**
     * Returns the type of the event as the header {@code webhook-type} claims; empty if there is no such header or it is
     * not 1 to 100 characters of visible ASCII. The signature does not cover it: choose by it how to parse the body, which
     * then has to fit, but grant nothing because of it.
     */
    public Optional<String> claimedType() {
        boolean wellFormed = type != null
                && !type.isEmpty()
                && type.length() <= MAX_TYPE
                && type.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return wellFormed ? Optional.ofNullable(type) : Optional.empty();
    }

    /** Shows the id and the time, and nothing of the body. */
    @Override
    public String toString() {
        return "VerifiedDelivery[" + id + (signedAt == null ? "" : ", signed at " + signedAt) + ", body of "
                + body.length + " bytes]";
    }
}
