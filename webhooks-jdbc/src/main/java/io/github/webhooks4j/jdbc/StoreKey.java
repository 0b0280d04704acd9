package io.github.webhooks4j.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of 256 bits with which a store encrypts what is secret in it (AES in GCM mode, NIST SP 800-38D). It comes from where the
 * host keeps its secrets, never from the database. Immutable and thread-safe; shows its content to nobody, and is deliberately
 * not serializable.
 */
public final class StoreKey {
    private static final int BYTES = 32;
    private static final int ID_BYTES = 8;
    private static final String ID_ALGORITHM = "HmacSHA256";
    private static final byte[] ID_TEXT = "webhooks4j store key id".getBytes(StandardCharsets.US_ASCII);

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient SecretKeySpec key;
    private final String id;

    private StoreKey(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a store key must be " + BYTES + " bytes, was " + bytes.length
                    + " bytes; make one with openssl rand -base64 " + BYTES);
        }
        this.key = new SecretKeySpec(bytes, "AES");
        this.id = id(bytes);
    }

    /**
     * Returns the key of 32 bytes, which are copied.
     *
     * @throws IllegalArgumentException if they are more or less
     */
    public static StoreKey of(byte[] bytes) {
        return new StoreKey(bytes);
    }

    /**
     * Returns the key of 32 bytes in base64, as {@code openssl rand -base64 32} makes one.
     *
     * @throws IllegalArgumentException if the text is not base64 or not of 32 bytes; the message never shows it
     */
    public static StoreKey of(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // The cause would quote a character of the key.
            throw new IllegalArgumentException(
                    "a store key must be base64; make one with openssl rand -base64 " + BYTES);
        }
        return new StoreKey(bytes);
    }

    /**
     * Returns what messages call this key: 16 hexadecimal digits that follow from it and give nothing of it away. They stand
     * before every value that is encrypted with it.
     */
    public String id() {
        return id;
    }

    SecretKey key() {
        return key;
    }

    private static String id(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(ID_ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ID_ALGORITHM));
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(ID_TEXT), ID_BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ID_ALGORITHM, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoreKey that && MessageDigest.isEqual(key.getEncoded(), that.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Shows the id only. */
    @Override
    public String toString() {
        return "StoreKey[" + id + "]";
    }
}
