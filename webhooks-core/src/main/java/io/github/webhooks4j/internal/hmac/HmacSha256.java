package io.github.webhooks4j.internal.hmac;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104) under one key. Immutable and thread-safe. */
public final class HmacSha256 {
    private static final String ALGORITHM = "HmacSHA256";

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient SecretKeySpec key;
    /** Only copied, which takes a fraction of the provider lookup and the key schedule of a new one. */
    private final transient Mac pristine;

    /**
     * Copies the key.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public HmacSha256(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.pristine = newMac();
    }

    /** Returns the 32 bytes of the HMAC over {@code parts}, one after another. */
    public byte[] compute(byte[]... parts) {
        Mac mac = mac();
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private Mac mac() {
        try {
            return (Mac) pristine.clone();
        } catch (CloneNotSupportedException e) {
            // The platform's own can be copied; those of other providers need not.
            return newMac();
        }
    }

    private Mac newMac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
