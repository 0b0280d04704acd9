package io.github.webhooks4j.jdbc;

/**
 * Encrypts what is secret in a store, value by value, in place of {@linkplain EncryptionKey keys in memory}: for
 * applications whose keys are in a key management service. The store stores what {@link #encrypt} returns and knows
 * nothing of its form, from which the implementation must know which key to use, for as long as there are such values.
 *
 * <p>Implementations must be thread-safe. {@link #encrypt} and {@link #decrypt} may block, for example on the network: the
 * store calls them outside of its own transactions. Only calls on a connection of the application's, as with {@code
 * webhooks().in(connection)}, make them within the transaction of that connection, which stays open in the
 * meantime. But it calls them for every webhook that is created, changed or read, and for every one at a start: encrypt with a data key that the service has encrypted once (envelope encryption), and keep that in
 * memory.
 *
 * <p>They must not call the store or its engine. If a method throws, returns null or nothing, the call of the store fails with a {@link
 * io.github.webhooks4j.spi.store.StoreException} that names the webhook and the class of what was thrown, which is its cause.
 * The engine then behaves as when the store fails, and tries again later. Exceptions are logged: their messages must contain
 * neither plaintext nor keys.
 */
public interface FieldCipher {
    /**
     * Encrypts a value.
     *
     * @param plaintext at least 1 byte, at most about 200 KiB; must not be changed
     * @param context what names the value and is no secret; to be authenticated with it, so that it decrypts with the same
     *     context only (associated data of AES-GCM, encryption context of a key management service)
     * @return at least 1 byte, which may depend on chance
     */
    byte[] encrypt(byte[] plaintext, byte[] context);

    /**
     * Decrypts what {@link #encrypt} has returned, in this process or another, under the present key or a former one.
     *
     * @return the plaintext
     * @throws RuntimeException if it was changed, was encrypted with another context, or the key is unknown or cannot be
     *     reached
     */
    byte[] decrypt(byte[] ciphertext, byte[] context);

    /**
     * Returns whether {@link #encrypt} would use the same key now. When a store is opened, values of which this is false are
     * decrypted and encrypted again. It is called for each value while the store is opened, so it should not use the network.
     */
    boolean isCurrent(byte[] ciphertext);
}
