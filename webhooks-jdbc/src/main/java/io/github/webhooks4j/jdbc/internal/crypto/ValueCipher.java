package io.github.webhooks4j.jdbc.internal.crypto;

import java.util.Optional;

/** Encrypts values to text of a form of its own, which begins with {@code enc:}. Thread-safe; may block. */
interface ValueCipher {
    /** Returns whether a value that begins so was encrypted by such a cipher. */
    boolean hasForm(String beginning);

    /** Returns why a value of its form cannot be decrypted, judging by how it begins; empty if it can. */
    Optional<String> unreadableBecause(String beginning);

    /** Returns how all values begin that need not be encrypted again; empty if that does not follow from the beginning. */
    String currentBeginning();

    /** Returns whether a value of its form need not be encrypted again. */
    boolean isCurrent(String place, String stored);

    String encrypt(String place, String value);

    /**
     * Decrypts a value of its form.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if it cannot; names the place, never the value
     */
    String decrypt(String place, String stored);
}
