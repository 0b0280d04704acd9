package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.crypto.KeyRotation;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.StoreException;
import java.nio.file.Path;

/**
 * A store file as a store finds it when it begins to work: its secrets are under the present key, and there is no claim, since
 * the lock proves that the process that had claimed is dead. Without state.
 */
public final class SqliteStoreFile {
    private static final String FORGET_COPY = "DELETE FROM wh_store_copy";

    private SqliteStoreFile() {}

    /**
     * Opens a file, and creates it or upgrades its schema where needed.
     *
     * @param check whether to have SQLite check the whole file first
     * @throws StoreException if it cannot be had, or holds secrets under a key that the cipher lacks
     */
    public static SqliteFile open(Path path, SecretCipher cipher, boolean check) {
        SqliteFile file = SqliteFile.open(path, SqliteScripts.schema(), check);
        boolean ready = false;
        try {
            // Before: the process may die in the middle.
            KeyRotation.run(file, cipher, () -> forgetCopy(file));
            file.write(SqliteBatchDissolver::dissolveAll);
            file.write(SqliteLaneClaimer::releaseAll);
            ready = true;
            return file;
        } finally {
            if (!ready) {
                file.close();
            }
        }
    }

    /** Makes a copy that was interrupted one that cannot go on: what it has copied may change from now on. */
    public static void forgetCopy(SqliteFile file) {
        file.write(session -> session.update(FORGET_COPY));
    }
}
