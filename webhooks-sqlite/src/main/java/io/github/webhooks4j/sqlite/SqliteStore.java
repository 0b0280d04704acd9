package io.github.webhooks4j.sqlite;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.FieldCipher;
import io.github.webhooks4j.jdbc.JdbcStore;
import io.github.webhooks4j.jdbc.internal.commit.SqlDatabase;
import io.github.webhooks4j.jdbc.internal.commit.SqlStore;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.commit.StoreEventPublisher;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.jdbc.internal.queue.LowWaterMarks;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.sqlite.internal.SqliteBatchDissolver;
import io.github.webhooks4j.sqlite.internal.SqliteDialect;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteLaneClaimer;
import io.github.webhooks4j.sqlite.internal.SqliteStoreFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store in one SQLite file, for an application that runs in one process. What a call has written is on disk when the call
 * returns (WAL, {@code synchronous=FULL}). Reads, of which four run at a time, neither wait for writes nor hold them
 * up; writes run one after another, and many changes in one {@link #commit} cost far less than one commit for each.
 *
 * <p>The application may keep tables of its own in the file, and {@linkplain #publish publish} through a connection of
 * its own to it. Its transactions take turns with those of the store, which wait 2 s for one and then fail: keep them
 * short, and begin them with {@code BEGIN IMMEDIATE} (sqlite-jdbc: {@code transaction_mode=IMMEDIATE}), since SQLite
 * refuses to let a transaction write that has read before another one wrote. Such a connection needs a {@code
 * busy_timeout}, and for its commits to survive a loss of power {@code synchronous=FULL}. After {@code commit()}
 * sqlite-jdbc begins the next transaction at once, and with that mode takes the lock again: close the connection, or
 * commit with {@code setAutoCommit(true)}.
 *
 * <p>Beside the file are {@code -wal} and {@code -shm}, which belong to it, and {@code .lock}, which may stay
 * indefinitely. The file holds secrets, unencrypted unless it is {@linkplain #open(Path, List) opened with a key}, and
 * what was published always unencrypted: keep its directory to the service that opens it. Thread-safe.
 */
public final class SqliteStore extends JdbcStore {
    private final SqliteFile file;
    private final SqlStore store;

    SqliteStore(SqliteFile file, SecretCipher cipher) {
        this(
                file,
                new SqlStore(
                        new SqlDatabase(
                                file, SqliteDialect.INSTANCE, new SqliteLaneClaimer(), new SqliteBatchDissolver()),
                        cipher,
                        StoreClock.CALLERS,
                        Clock.systemUTC(),
                        new LowWaterMarks(0),
                        StoreEventPublisher.NONE));
    }

    private SqliteStore(SqliteFile file, SqlStore store) {
        super(store);
        this.file = file;
        this.store = store;
    }

    /**
     * Opens a store file, and creates it or upgrades its schema where needed. Work that was claimed when the file was
     * last in use is unclaimed again: the process that worked on it has ended.
     *
     * @param file its directory must exist
     * @throws StoreException if the file is in use, has several names (hard links), has a newer schema, is another
     *     program's or no database, is damaged, or cannot be read and written, and if only its {@code -wal} is left; it
     *     is then as it was before
     */
    public static SqliteStore open(Path file) {
        return open(file, List.of());
    }

    /**
     * Opens a store file in which secrets are encrypted: the settings of webhooks, their secrets and the deployment's
     * key. What is there and not under the first key, or unencrypted, is encrypted with it, some rows at a time. Free
     * parts of a file in which it was unencrypted show it until the next {@code VACUUM}.
     *
     * @param file its directory must exist
     * @param keys the first one encrypts, all of them decrypt; none: secrets are stored unencrypted
     * @throws StoreException as {@link #open(Path)} does, and if the file holds secrets under a key that is not among
     *     these
     */
    public static SqliteStore open(Path file, List<EncryptionKey> keys) {
        return builder(file).keys(keys).open();
    }

    /** Returns a builder for what {@link #open(Path)} has no parameter for. */
    public static Builder builder(Path file) {
        return new Builder(file);
    }

    /** The options of a store file. For one thread. */
    public static final class Builder {
        private final Path file;
        private List<EncryptionKey> keys = List.of();
        private transient @Nullable FieldCipher cipher;
        private boolean checkIntegrity;

        private Builder(Path file) {
            this.file = requireNonNull(file, "file");
        }

        /**
         * Sets the keys: the first one encrypts, all of them decrypt. Default: none, secrets are stored unencrypted. See {@link
         * SqliteStore#open(Path, List)}.
         */
        public Builder keys(List<EncryptionKey> keys) {
            this.keys = List.copyOf(keys);
            return this;
        }

        /**
         * Sets a cipher of the application's, for keys in a key management service: it encrypts, and the {@linkplain #keys keys},
         * if there are any, only decrypt what they encrypted before. What is there and unencrypted, under a key or {@linkplain
         * FieldCipher#isCurrent not current} is encrypted again when the store is opened, some rows at a time. Default: none.
         */
        public Builder cipher(FieldCipher cipher) {
            this.cipher = requireNonNull(cipher, "cipher");
            return this;
        }

        /**
         * Sets whether SQLite checks the file before it is opened ({@code PRAGMA quick_check}); a damaged one is
         * refused. It reads the whole file, which takes about as long as copying it. It finds pages and rows that are
         * out of order, not a value that was changed into another, nor an index that lacks a row. Default: false.
         */
        public Builder checkIntegrity(boolean check) {
            this.checkIntegrity = check;
            return this;
        }

        /**
         * Opens the file, and creates it or upgrades its schema where needed.
         *
         * @throws StoreException as {@link SqliteStore#open(Path, List)} does, and if a check finds damage
         */
        public SqliteStore open() {
            SecretCipher secrets = SecretCipher.of(keys, cipher);
            return SqliteStore.open(SqliteStoreFile.open(file, secrets, checkIntegrity), secrets);
        }
    }

    private static SqliteStore open(SqliteFile opened, SecretCipher cipher) {
        boolean ready = false;
        try {
            SqliteStoreFile.forgetCopy(opened);
            ready = true;
            return new SqliteStore(opened, cipher);
        } finally {
            if (!ready) {
                opened.close();
            }
        }
    }

    /**
     * Copies the store to another file, while it works: everything that was committed before the call is in the copy,
     * all of one moment, and the copy is on disk when the call returns. Readers and writers go on concurrently ({@code
     * VACUUM INTO} in a read transaction); the {@code -wal} grows by what they write. The copy has the permissions of
     * the store file, holds the same secrets under the same keys, and opens as a store of its own. It grows as {@code
     * target.part}, which takes the name of the target when it is whole.
     *
     * <p>An engine on the copy, while this store goes on, is a second deployment with the same key: it sends everything
     * that is unfinished in it a second time, and accepts callbacks to the URLs of the first. See docs/operating.md.
     *
     * @param target a file that does not exist, in a directory that does
     * @throws StoreException if it failed or the store was closed in the meantime; there is no copy then
     */
    public void backup(Path target) {
        file.backup(target);
    }

    @Override
    public SqliteStore forNode(Clock clock) {
        return new SqliteStore(file, store.forNode(clock));
    }

    @Override
    public MutationResult publish(Connection connection, List<NewEvent> acceptances) {
        MutationResult outcome = super.publish(connection, acceptances);
        file.refuseLost();
        return outcome;
    }
}
