package io.github.webhooks4j.jdbc.internal.crypto;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.FieldCipher;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and decrypts values one by one: with keys in memory, or a cipher of the application's. The place of a value is
 * authenticated with it: moved to another row it does not decrypt. What does not begin with {@code enc:} is unencrypted, as
 * in a store from before it had a key. Thread-safe; may block if the application's cipher does.
 */
public final class SecretCipher {
    /** How many characters of an encrypted value identify its form and its key. */
    static final int BEGINNING = KeyRing.BEGINNING;

    private static final String ENCRYPTED = "enc:";

    private final KeyRing keys;
    private final ApplicationCipher application;
    /** Encrypts; empty: what is written stays unencrypted. */
    private final Optional<ValueCipher> current;

    /**
     * Creates a cipher.
     *
     * @param keys the first encrypts, unless there is a cipher of the application's; all decrypt
     * @param random gives the nonces
     */
    SecretCipher(List<EncryptionKey> keys, @Nullable FieldCipher application, RandomGenerator random) {
        this.keys = new KeyRing(keys, random);
        this.application = new ApplicationCipher(application);
        this.current = !this.application.isEmpty()
                ? Optional.of(this.application)
                : this.keys.isEmpty() ? Optional.empty() : Optional.of(this.keys);
    }

    /** Returns a cipher of which the first key encrypts, and all decrypt; without keys, values stay unencrypted. */
    public static SecretCipher of(List<EncryptionKey> keys) {
        return of(keys, null);
    }

    /** Returns a cipher that encrypts with the application's, if it is not null, and decrypts with all. */
    public static SecretCipher of(List<EncryptionKey> keys, @Nullable FieldCipher application) {
        return new SecretCipher(keys, application, new SecureRandom());
    }

    /** Returns whether it encrypts what is written. */
    boolean encrypts() {
        return current.isPresent();
    }

    /** Returns how values begin that need not be encrypted again; empty if each must be looked at. */
    String currentBeginning() {
        return current.map(ValueCipher::currentBeginning).orElse("");
    }

    /** Returns whether a value need not be encrypted again. */
    boolean isCurrent(String place, String stored) {
        return current.isEmpty()
                || (current.get().hasForm(stored) && current.get().isCurrent(place, stored));
    }

    /**
     * Returns why a value cannot be decrypted, judging by how it begins, as the rest of a sentence and what to do; empty if it
     * can.
     */
    Optional<String> unreadableBecause(String beginning) {
        return beginning.startsWith(ENCRYPTED)
                ? form(beginning)
                        .map(known -> known.unreadableBecause(beginning))
                        .orElse(Optional.of("encrypted in a form that this version of the library does not know; use a "
                                + "newer one"))
                : Optional.empty();
    }

    /** Encrypts a value for its place. */
    public String encrypt(String place, String value) {
        return current.map(cipher -> cipher.encrypt(place, value)).orElse(value);
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
        return form(stored).map(cipher -> cipher.decrypt(place, stored)).orElse(stored);
    }

    private Optional<ValueCipher> form(String beginning) {
        return Stream.<ValueCipher>of(keys, application)
                .filter(cipher -> cipher.hasForm(beginning))
                .findFirst();
    }
}
