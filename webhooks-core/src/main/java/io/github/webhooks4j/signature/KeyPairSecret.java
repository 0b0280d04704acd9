package io.github.webhooks4j.signature;

import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A pair of keys, for signatures of version {@code v1a}. Its bytes are the seed of the secret key and the public key one after
 * another, as other libraries write them.
 */
final class KeyPairSecret implements SecretForm {
    static final String PREFIX = "whsk_";

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient byte[] bytes;
    private final transient PrivateKey secretKey;
    private final WebhookPublicKey publicKey;

    /**
     * Creates the pair of a seed.
     *
     * @param bytes the seed of 32 bytes, and perhaps its public key behind it
     * @throws IllegalArgumentException if it is of another length, or the public key is not that of the seed
     */
    KeyPairSecret(byte[] bytes) {
        if (bytes.length != Ed25519.KEY_BYTES && bytes.length != 2 * Ed25519.KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a webhook secret key must be 32 bytes, or 64 with the public key behind" + " them, was "
                            + bytes.length + " bytes; generate one with WebhookSecret.generate(SignatureScheme.V1A)");
        }
        KeyPair pair = Ed25519.pair(Arrays.copyOf(bytes, Ed25519.KEY_BYTES));
        this.bytes = Arrays.copyOf(bytes, 2 * Ed25519.KEY_BYTES);
        System.arraycopy(Ed25519.bytes(pair.getPublic()), 0, this.bytes, Ed25519.KEY_BYTES, Ed25519.KEY_BYTES);
        if (bytes.length > Ed25519.KEY_BYTES && !MessageDigest.isEqual(bytes, this.bytes)) {
            throw new IllegalArgumentException("a webhook secret key must be followed by its own public key, was"
                    + " followed by another one; use it as it was generated");
        }
        this.secretKey = pair.getPrivate();
        this.publicKey = new WebhookPublicKey(Ed25519.bytes(pair.getPublic()));
    }

    WebhookPublicKey publicKey() {
        return publicKey;
    }

    @Override
    public SignatureScheme scheme() {
        return SignatureScheme.V1A;
    }

    @Override
    public String reveal() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public byte[] sign(byte[]... content) {
        return Ed25519.sign(secretKey, content);
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "KeyPairSecret[hidden]";
    }
}
