package io.github.webhooks4j.signature;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A symmetric signing secret of 24 to 64 bytes (Standard Webhooks, "Signature scheme"). Immutable and thread-safe; shows its
 * content to nobody but the caller of {@link #reveal()}, and is deliberately not serializable.
 */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int GENERATED_BYTES = 32;

    private final SecretKeySpec key;

    private WebhookSecret(byte[] bytes) {
        if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a webhook secret must be " + MIN_BYTES + " to " + MAX_BYTES
                    + " bytes, was " + bytes.length + " bytes; generate one with WebhookSecret.generate()");
        }
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * Reads a secret in its text form: base64, with or without {@code whsec_} in front.
     *
     * @throws IllegalArgumentException if the text is not base64 or not of 24 to 64 bytes; the message never shows it
     */
    public static WebhookSecret of(String text) {
        String base64 = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // The cause would quote a character of the secret.
            throw new IllegalArgumentException("a webhook secret must be base64, with or without whsec_ in front");
        }
        return new WebhookSecret(bytes);
    }

    /** Generates a secret of 32 bytes from a strong source. */
    public static WebhookSecret generate() {
        return generate(new SecureRandom());
    }

    /** Generates a secret of 32 bytes from {@code random}, which must be a strong source outside of tests. */
    public static WebhookSecret generate(RandomGenerator random) {
        byte[] bytes = new byte[GENERATED_BYTES];
        random.nextBytes(bytes);
        return new WebhookSecret(bytes);
    }

    /** Returns the text form, {@code whsec_…}: to hand to the receiver once, and to keep where secrets are kept. */
    public String reveal() {
        return PREFIX + Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** Returns {@code v1,} and the base64 of the HMAC over {@code id.timestamp.body}. */
    String sign(String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8));
            return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookSecret that && MessageDigest.isEqual(key.getEncoded(), that.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "WebhookSecret[hidden]";
    }
}
