package io.github.webhooks4j.signature;

import io.github.webhooks4j.WebhookException;

/**
 * Thrown for every delivery that cannot be trusted, whatever the reason. {@link #reason()} is for the receiver's own logs;
 * the sender of a forged delivery should get nothing but a status such as 401. So that the reason is not revealed by accident,
 * the message is the same for every reason.
 */
public final class InvalidSignatureException extends WebhookException {
    private static final long serialVersionUID = 1;

    /** Why a delivery was refused. */
    public enum Reason {
        /** One of the three headers that are signed, or that sign, is absent or empty. */
        MISSING_HEADER,
        /** The id is longer than 256 characters, or holds a full stop or anything but visible ASCII. */
        MALFORMED_ID,
        /** The timestamp is not unix seconds in ASCII digits without leading zeros. */
        MALFORMED_TIMESTAMP,
        /** The timestamp is further back than the tolerance: perhaps a replay. */
        TIMESTAMP_TOO_OLD,
        /** The timestamp is further ahead than the tolerance: perhaps a wrong clock. */
        TIMESTAMP_TOO_NEW,
        /** No signature is of a version for which there is a key: v1 for secrets, v1a for public keys. */
        NO_KNOWN_SIGNATURE,
        /** No signature of such a version matches the body under any of the keys. */
        NO_MATCH,
        /** The path does not end with the {@link PathSecret}. */
        NO_PATH_SECRET
    }

    private final Reason reason;

    InvalidSignatureException(Reason reason) {
        super(Category.UNTRUSTED, "invalid webhook signature");
        this.reason = reason;
    }

    /** Returns the reason, for the receiver's own logs and counters. */
    public Reason reason() {
        return reason;
    }
}
