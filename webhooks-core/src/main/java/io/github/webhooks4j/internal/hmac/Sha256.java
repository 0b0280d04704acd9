package io.github.webhooks4j.internal.hmac;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of texts, shortened to numbers. Thread-safe. */
public final class Sha256 {
    private Sha256() {}

    /** Returns the first 63 bits of the SHA-256 of a text in UTF-8. */
    public static long first63Bits(String text) {
        return ByteBuffer.wrap(digest(text)).getLong() >>> 1;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
