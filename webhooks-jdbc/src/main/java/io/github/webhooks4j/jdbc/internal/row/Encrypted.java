package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.jdbc.internal.sql.UnreadableRow;

/**
 * What was read in a transaction and is still encrypted. It is decrypted after the transaction, since the cipher may have to
 * wait for the network.
 *
 * @param <T> the type of what it returns
 */
public interface Encrypted<T> {
    /**
     * Decrypts it; may block.
     *
     * @throws UnreadableRow if it holds what no store has written
     * @throws io.github.webhooks4j.spi.store.StoreException if it cannot be decrypted
     */
    T decrypt() throws UnreadableRow;
}
