package io.github.webhooks4j.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of 256 bits with which a store encrypts what is secret in it (AES in GCM mode, NIST SP 800-38D). It comes from
 * where the application keeps its secrets, never from the database. Immutable and thread-safe; never shows its content,
 * and is deliberately not serializable.
 */
public final class EncryptionKey {
    private static final int BYTES = 32;
    private static final int ID_BYTES = 8;
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String ID_ALGORITHM = "HmacSHA256";
    private static final byte[] ID_TEXT = "webhooks4j store key id".getBytes(StandardCharsets.US_ASCII);

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient SecretKeySpec key;
    private final String id;

    private EncryptionKey(byte[] bytes) {
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
    public static EncryptionKey of(byte[] bytes) {
        return new EncryptionKey(bytes);
    }

    /**
     * Returns the key of 32 bytes in base64, as {@code openssl rand -base64 32} makes one.
     *
     * @throws IllegalArgumentException if the text is not base64 or not of 32 bytes; the message never shows it
     */
    public static EncryptionKey of(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // The cause would quote a character of the key.
            throw new IllegalArgumentException(
                    "a store key must be base64; make one with openssl rand -base64 " + BYTES);
        }
        return new EncryptionKey(bytes);
    }

    /**
     * Returns what messages call this key: 16 hexadecimal digits that follow from it and do not reveal it. They precede
     * every value that is encrypted with it.
     */
    public String id() {
        return id;
    }

    /**
     * Encrypts a value, for a store.
     *
     * @param associatedData what is authenticated with the value: it decrypts with the same only
     * @param random gives the nonce
     * @return nonce, ciphertext and tag
     */
    public byte[] encrypt(byte[] plaintext, byte[] associatedData, RandomGenerator random) {
        // What GCM is made for: a nonce of any other length is hashed first. Random ones are good for 2^32 values of a
        // key.
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, associatedData);
            return ByteBuffer.allocate(NONCE_BYTES + cipher.getOutputSize(plaintext.length))
                    .put(nonce)
                    .put(cipher.doFinal(plaintext))
                    .array();
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    /**
     * Decrypts what {@link #encrypt} has returned.
     *
     * @throws AEADBadTagException if it was changed, or encrypted with another key or other associated data
     */
    public byte[] decrypt(byte[] encrypted, byte[] associatedData) throws AEADBadTagException {
        if (encrypted.length < NONCE_BYTES) {
            throw new AEADBadTagException("what is to be decrypted must be at least " + NONCE_BYTES + " bytes, was "
                    + encrypted.length + " bytes");
        }
        byte[] nonce = Arrays.copyOf(encrypted, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, associatedData)
                    .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }

    private static IllegalStateException unavailable(GeneralSecurityException e) {
        return new IllegalStateException("every Java platform has " + CIPHER, e);
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
        return other instanceof EncryptionKey that && MessageDigest.isEqual(key.getEncoded(), that.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Shows the id only. */
    @Override
    public String toString() {
        return "EncryptionKey[" + id + "]";
    }
}
