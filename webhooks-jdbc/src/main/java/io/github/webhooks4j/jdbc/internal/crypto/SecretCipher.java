package io.github.webhooks4j.jdbc.internal.crypto;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;

/**
 * Encrypts and decrypts values one by one, as {@code enc:1:{key id}:{base64 of nonce, ciphertext and tag}}. The place
 * of a value is authenticated with it: moved to another row it does not decrypt. What does not begin with {@code enc:}
 * is unencrypted, as in a store from before it had a key. Thread-safe.
 */
public final class SecretCipher {
    /** How many characters of an encrypted value identify its key: {@code enc:1:}, 16 digits and a colon. */
    static final int BEGINNING = 23;

    private static final String ENCRYPTED = "enc:";
    private static final String VERSION = ENCRYPTED + "1:";
    private static final Pattern BEGINNING_OF_ONE = Pattern.compile(VERSION + "([0-9a-f]{16}):");

    private final Map<String, EncryptionKey> keys = new LinkedHashMap<>();
    private final Optional<EncryptionKey> first;
    private final RandomGenerator random;

    /**
     * Creates a cipher.
     *
     * @param keys the first encrypts, all decrypt; none: what is written stays unencrypted
     * @param random gives the nonces
     */
    SecretCipher(List<EncryptionKey> keys, RandomGenerator random) {
        keys.forEach(key -> this.keys.put(key.id(), key));
        this.first = keys.stream().findFirst();
        this.random = random;
    }

    public static SecretCipher of(List<EncryptionKey> keys) {
        return new SecretCipher(keys, new SecureRandom());
    }

    /** Returns how every value begins that it encrypts; empty if it encrypts none. */
    Optional<String> prefix() {
        return first.map(key -> VERSION + key.id() + ":");
    }

    /**
     * Returns why a value cannot be decrypted, judging by how it begins, as the rest of a sentence and what to do; empty if it
     * can.
     */
    Optional<String> unreadableBecause(String beginning) {
        Matcher known = BEGINNING_OF_ONE.matcher(beginning);
        if (known.lookingAt()) {
            return Optional.of(known.group(1))
                    .filter(id -> !keys.containsKey(id))
                    .map(id -> "encrypted with the key " + id
                            + ", which was not given; pass that key as well, after the primary key");
        }
        return beginning.startsWith(ENCRYPTED)
                ? Optional.of("encrypted in a form that this version of the library does not know; use a newer one")
                : Optional.empty();
    }

    /** Encrypts a value for its place. */
    public String encrypt(String place, String value) {
        return first.map(key -> encrypt(key, place, value)).orElse(value);
    }

    /**
     * Decrypts a value at its place.
     *
     * @throws StoreException if its key is not here, or it was changed or moved; names the place, never the value
     */
    public String decrypt(String place, String stored) {
        Optional<String> obstacle = unreadableBecause(stored);
        if (obstacle.isPresent()) {
            throw new StoreException(Reason.INACCESSIBLE, place + " is " + obstacle.get());
        }
        return stored.startsWith(VERSION) ? decryptKnown(place, stored) : stored;
    }

    private String encrypt(EncryptionKey key, String place, String value) {
        byte[] encrypted = key.encrypt(utf8(value), utf8(place), random);
        return VERSION + key.id() + ":" + Base64.getEncoder().encodeToString(encrypted);
    }

    private String decryptKnown(String place, String stored) {
        String id = stored.substring(VERSION.length(), BEGINNING - 1);
        EncryptionKey key = requireNonNull(keys.get(id), "checked before");
        try {
            byte[] encrypted = Base64.getDecoder().decode(stored.substring(BEGINNING));
            return new String(key.decrypt(encrypted, utf8(place)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | AEADBadTagException e) {
            // Without the cause, which would quote characters of a text that is no base64.
            throw changed(place, key);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static StoreException changed(String place, EncryptionKey key) {
        return new StoreException(
                Reason.INACCESSIBLE,
                place + " cannot be decrypted with its key " + key.id()
                        + ", since it was changed or moved to another row; restore it from a backup");
    }
}
