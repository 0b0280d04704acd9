package io.github.webhooks4j.jdbc.internal.crypto;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.nio.charset.StandardCharsets;
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
 * Encrypts with keys in memory, as {@code enc:1:{key id}:{base64 of nonce, ciphertext and tag}}: the first key encrypts, all
 * decrypt. Thread-safe.
 */
final class KeyRing implements ValueCipher {
    /** How many characters of an encrypted value identify its key: {@code enc:1:}, 16 digits and a colon. */
    static final int BEGINNING = 23;

    private static final String VERSION = "enc:1:";
    private static final Pattern BEGINNING_OF_ONE = Pattern.compile(VERSION + "([0-9a-f]{16}):");

    private final Map<String, EncryptionKey> keys = new LinkedHashMap<>();
    private final Optional<EncryptionKey> first;
    private final RandomGenerator random;

    /**
     * Creates a ring.
     *
     * @param keys none: it can encrypt nothing
     * @param random gives the nonces
     */
    KeyRing(List<EncryptionKey> keys, RandomGenerator random) {
        keys.forEach(key -> this.keys.put(key.id(), key));
        this.first = keys.stream().findFirst();
        this.random = random;
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    @Override
    public boolean hasForm(String beginning) {
        return BEGINNING_OF_ONE.matcher(beginning).lookingAt();
    }

    @Override
    public Optional<String> unreadableBecause(String beginning) {
        Matcher known = BEGINNING_OF_ONE.matcher(beginning);
        return known.lookingAt() && !keys.containsKey(known.group(1))
                ? Optional.of("encrypted with the key " + known.group(1)
                        + ", which was not given; pass that key as well, after the primary key")
                : Optional.empty();
    }

    @Override
    public String currentBeginning() {
        return first.map(key -> VERSION + key.id() + ":").orElse("");
    }

    @Override
    public boolean isCurrent(String place, String stored) {
        return first.isPresent() && stored.startsWith(currentBeginning());
    }

    @Override
    public String encrypt(String place, String value) {
        byte[] encrypted = first.orElseThrow().encrypt(utf8(value), utf8(place), random);
        return currentBeginning() + Base64.getEncoder().encodeToString(encrypted);
    }

    @Override
    public String decrypt(String place, String stored) {
        String id = stored.substring(VERSION.length(), BEGINNING - 1);
        EncryptionKey key = requireNonNull(keys.get(id), "checked before");
        try {
            byte[] encrypted = Base64.getDecoder().decode(stored.substring(BEGINNING));
            return new String(key.decrypt(encrypted, utf8(place)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | AEADBadTagException e) {
            // Without the cause, which would quote characters of a text that is no base64.
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    place + " cannot be decrypted with its key " + key.id()
                            + ", since it was changed or moved to another row; restore it from a backup");
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
