package io.github.webhooks4j.signature;

/**
 * Thrown for every delivery that cannot be trusted, whatever the reason. The reason is for the receiver's own logs; the
 * sender of a forged delivery should be told nothing but a status such as 401.
 */
public final class InvalidSignatureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why a delivery was refused. */
    public enum Reason {
        /** One of the three headers is absent or empty. */
        MISSING_HEADER("a webhook header is missing"),
        /** The id is longer than 256 characters, or holds a full stop or anything but visible ASCII. */
        MALFORMED_ID("the webhook-id is malformed"),
        /** The timestamp is not unix seconds in ASCII digits without leading zeros. */
        MALFORMED_TIMESTAMP("the webhook-timestamp is malformed"),
        /** The timestamp is further back than the tolerance: perhaps a replay. */
        TIMESTAMP_TOO_OLD("the webhook-timestamp is too old"),
        /** The timestamp is further ahead than the tolerance: perhaps a wrong clock. */
        TIMESTAMP_TOO_NEW("the webhook-timestamp is too new"),
        /** No signature is of version v1. */
        NO_KNOWN_SIGNATURE("no signature of version v1"),
        /** No signature of version v1 matches the body under any of the secrets. */
        NO_MATCH("no signature matches");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }
    }

    private final Reason reason;

    InvalidSignatureException(Reason reason) {
        super("invalid webhook signature: " + reason.sentence);
        this.reason = reason;
    }

    /** Returns the reason. */
    public Reason reason() {
        return reason;
    }
}
