package io.github.webhooks4j.cli.signing;

import io.github.webhooks4j.signature.InvalidSignatureException.Reason;

/** Why a signature is not valid, as a sentence for the developer of a receiver. */
public final class SignatureReasons {
    private SignatureReasons() {}

    /** Returns the sentence. */
    public static String sentence(Reason reason) {
        return switch (reason) {
            case MISSING_HEADER ->
                "webhook-id, webhook-timestamp and webhook-signature must all be there, and not empty.";
            case MALFORMED_ID -> "webhook-id must be 1 to 256 characters of visible ASCII without a full stop.";
            case MALFORMED_TIMESTAMP -> "webhook-timestamp must be unix seconds in digits without leading zeros.";
            case TIMESTAMP_TOO_OLD ->
                "webhook-timestamp is more than 5 minutes ago: perhaps a replay; verify with --at what was stored.";
            case TIMESTAMP_TOO_NEW -> "webhook-timestamp is more than 5 minutes ahead: one of the two clocks is wrong.";
            case NO_KNOWN_SIGNATURE ->
                "webhook-signature has none for this kind of key: v1 is for whsec_, v1a for whpk_.";
            case NO_MATCH ->
                "No signature matches: the key is another one, or the body is not byte for byte what was signed.";
            case NO_PATH_SECRET -> "The path does not end with the path secret.";
        };
    }
}
