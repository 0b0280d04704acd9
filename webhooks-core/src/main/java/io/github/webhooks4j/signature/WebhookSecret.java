package io.github.webhooks4j.signature;

import io.github.webhooks4j.internal.hmac.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * A symmetric signing secret of 24 to 64 bytes (Standard Webhooks, "Signature scheme"). Immutable and thread-safe; shows its
 * content only to the caller of {@link #reveal()}, and is deliberately not serializable.
 */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int GENERATED_BYTES = 32;

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient byte[] bytes;
    private final transient HmacSha256 hmac;

    private WebhookSecret(byte[] bytes) {
        if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a webhook secret must be " + MIN_BYTES + " to " + MAX_BYTES
                    + " bytes, was " + bytes.length + " bytes; generate one with WebhookSecret.generate()");
        }
        this.bytes = bytes;
        this.hmac = new HmacSha256(bytes);
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

    /** Returns the text form, {@code whsec_…}: to give to the receiver once, and to store with other secrets. */
    public String reveal() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns {@code v1,} and the base64 of the HMAC over {@code id.timestamp.body}. */
    String sign(String id, String timestamp, byte[] body) {
        byte[] head = (id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8);
        return VERSION + Base64.getEncoder().encodeToString(hmac.compute(head, body));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookSecret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "WebhookSecret[hidden]";
    }
}
