package io.github.webhooks4j.internal.hmac;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA256 (RFC 2104) under one key. Immutable and thread-safe. */
public final class HmacSha256 {
    private static final String ALGORITHM = "HmacSHA256";

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient SecretKeySpec key;
    /** Only copied, which takes a fraction of the provider lookup and the key schedule of a new one. */
    private final transient Mac pristine;
    /** A copy that is not in use; empty while it is, so that a second thread makes its own. */
    private final transient AtomicReference<@Nullable Mac> idle = new AtomicReference<>();

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
        Mac reused = idle.getAndSet(null);
        Mac mac = reused == null ? copy() : reused;
        for (byte[] part : parts) {
            mac.update(part);
        }
        byte[] result = mac.doFinal();
        idle.set(mac);
        return result;
    }

    private Mac copy() {
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
