package io.github.webhooks4j.jdbc;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;

/** A cipher with an envelope of its own: the number of a key, and what was encrypted with it. Counts its calls. */
public final class EnvelopeCipher implements FieldCipher {
    public final AtomicInteger encrypted = new AtomicInteger();
    private final RandomGenerator random = new Random(1);
    private final int current;
    private final List<Integer> known;

    private EnvelopeCipher(int current, List<Integer> known) {
        this.current = current;
        this.known = known;
    }

    /** Returns a cipher that encrypts with a key, and decrypts with that one and others. */
    public static EnvelopeCipher of(int current, Integer... others) {
        return new EnvelopeCipher(current, List.of(others));
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte[] context) {
        encrypted.incrementAndGet();
        byte[] ciphertext = key(current).encrypt(plaintext, context, random);
        return ByteBuffer.allocate(1 + ciphertext.length)
                .put((byte) current)
                .put(ciphertext)
                .array();
    }

    @Override
    public byte[] decrypt(byte[] ciphertext, byte[] context) {
        int number = ciphertext[0];
        if (number != current && !known.contains(number)) {
            throw new IllegalStateException("there is no key " + number);
        }
        try {
            return key(number).decrypt(Arrays.copyOfRange(ciphertext, 1, ciphertext.length), context);
        } catch (AEADBadTagException e) {
            throw new IllegalArgumentException("changed, or of another context", e);
        }
    }

    @Override
    public boolean isCurrent(byte[] ciphertext) {
        return ciphertext[0] == current;
    }

    private static EncryptionKey key(int number) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        return EncryptionKey.of(bytes);
    }
}
