package io.github.webhooks4j.signature;

import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A sender's public key for signatures of version {@code v1a} (Ed25519). It is no secret: it verifies signatures and cannot
 * make any. Immutable and thread-safe.
 */
public final class WebhookPublicKey implements VerificationKey {
    static final String PREFIX = "whpk_";

    private final byte[] bytes;
    private final PublicKey key;

    WebhookPublicKey(byte[] bytes) {
        this.bytes = bytes.clone();
        this.key = Ed25519.publicKey(bytes);
    }

    /**
     * Reads a key in its text form: base64, with or without {@code whpk_} in front, of its 32 bytes or of the 44 bytes of an
     * X.509 structure that some senders hand out.
     *
     * @throws IllegalArgumentException if it is not base64, or of another length or structure
     */
    public static WebhookPublicKey of(String text) {
        String stripped = text.strip();
        String base64 = stripped.startsWith(PREFIX) ? stripped.substring(PREFIX.length()) : stripped;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // The text may be a secret that was put in the wrong place.
            throw new IllegalArgumentException("a webhook public key must be base64, with or without whpk_ in front");
        }
        return new WebhookPublicKey(Ed25519.rawPublicKey(bytes));
    }

    /** Returns the text form, {@code whpk_…}: to show to receivers. */
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns whether a text is the base64 of a signature over {@code content} by the secret key of this public key. */
    boolean verifies(byte[][] content, String signature) {
        try {
            return Ed25519.verifies(key, content, Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false; // not base64
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookPublicKey that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Shows the text form. */
    @Override
    public String toString() {
        return "WebhookPublicKey[" + text() + "]";
    }
}
