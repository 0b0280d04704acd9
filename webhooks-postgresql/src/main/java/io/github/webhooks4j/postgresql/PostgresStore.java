package io.github.webhooks4j.postgresql;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.JdbcStore;
import io.github.webhooks4j.jdbc.internal.commit.SqlDatabase;
import io.github.webhooks4j.jdbc.internal.commit.SqlStore;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.crypto.KeyRotation;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.jdbc.internal.queue.LowWaterMarks;
import io.github.webhooks4j.jdbc.internal.schema.IdentityCheck;
import io.github.webhooks4j.postgresql.internal.ListeningCheck;
import io.github.webhooks4j.postgresql.internal.PostgresClaimBatchDissolver;
import io.github.webhooks4j.postgresql.internal.PostgresConnections;
import io.github.webhooks4j.postgresql.internal.PostgresDatabase;
import io.github.webhooks4j.postgresql.internal.PostgresDialect;
import io.github.webhooks4j.postgresql.internal.PostgresLaneClaimer;
import io.github.webhooks4j.postgresql.internal.PostgresSchema;
import io.github.webhooks4j.postgresql.internal.PostgresScripts;
import io.github.webhooks4j.postgresql.internal.notification.PostgresNotifier;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.spi.store.Subscription;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A store in a PostgreSQL database (14 or newer), for applications that run on several nodes: each opens one, with the
 * same tables. What a call has written is durable when it returns, as far as the server's {@code synchronous_commit}
 * goes.
 *
 * <p>Never more than five connections are taken from the data source at a time: three for work and one for claims and
 * leases, for as long as one transaction each, and one until it is closed once there is a {@linkplain #watch watcher};
 * a pool must have room for them beside the application's own, and give at least two. The one that is kept needs a
 * session of its own on the server. Where connections lead through a pooler that shares sessions between transactions
 * (PgBouncer's transaction mode) the store works, prepares nothing at the server, and receives no notifications of
 * other nodes, which costs time but no work, unless it is given {@linkplain PostgresStoreBuilder#listening another data
 * source to listen on}. Any data source will do whose connections are the PostgreSQL driver's or unwrap to them, and
 * that hands them out with no transaction in progress: not Spring's {@code TransactionAwareDataSourceProxy}.
 *
 * <p>Leases, due times and deadlines use the clock of the database, so the clocks of the nodes may differ. The tables
 * hold secrets, unencrypted unless it is {@linkplain #open(DataSource, SchemaMode, List) opened with a key}, and what
 * was published always unencrypted: keep them to the service that uses them. Thread-safe.
 */
public final class PostgresStore extends JdbcStore {
    private final SqlStore store;
    private final PostgresNotifier watch;

    private PostgresStore(SqlStore store, PostgresNotifier watch) {
        super(store);
        this.store = store;
        this.watch = watch;
    }

    /**
     * Opens a store, and creates its tables or upgrades them where needed, in the first schema of the search path.
     *
     * @param source gives connections to the database; stays the application's to close
     * @throws StoreException as {@link #open(DataSource, SchemaMode)} does
     */
    public static PostgresStore open(DataSource source) {
        return open(source, SchemaMode.MIGRATE);
    }

    /**
     * Opens a store.
     *
     * @param source gives connections to the database; stays the application's to close
     * @param create whether to create and upgrade its tables
     * @throws StoreException if the database cannot be reached, is not PostgreSQL 14 or newer, is not encoded as UTF8,
     *     or acknowledges commits before they are durable ({@code synchronous_commit=off}); if the data source gives
     *     less than two connections at the same time, or one with a transaction in progress; if the schema is newer
     *     than this library, is a draft, is further back on the search path, or if it is older or not there and must
     *     not be created; if the tables are an unfinished copy of another store
     */
    public static PostgresStore open(DataSource source, SchemaMode create) {
        return open(source, create, List.of());
    }

    /**
     * Opens a store in which secrets are encrypted: the settings of webhooks, their secrets and the deployment's key.
     * What is there and not under the first key, or unencrypted, is encrypted with it, some rows at a time. A node that
     * lacks a key which another one encrypts with cannot go on; docs/operating.md describes in which order nodes are
     * given a new one.
     *
     * @param source gives connections to the database; stays the application's to close
     * @param create whether to create and upgrade its tables
     * @param keys the first one encrypts, all of them decrypt; none: secrets are stored unencrypted
     * @throws StoreException as {@link #open(DataSource, SchemaMode)} does, and if the tables hold secrets under a key
     *     that is not among these
     */
    public static PostgresStore open(DataSource source, SchemaMode create, List<EncryptionKey> keys) {
        return open(source, create, SecretCipher.of(keys), StoreClock.SERVERS);
    }

    /**
     * Returns a builder, for what {@link #open(DataSource)} has no parameter for.
     *
     * @param source gives connections to the database; stays the application's to close
     */
    public static PostgresStoreBuilder builder(DataSource source) {
        return new PostgresStoreBuilder(source);
    }

    /** Opens a store with a clock: tests give one that is set by hand. */
    static PostgresStore open(DataSource source, SchemaMode create, SecretCipher cipher, StoreClock clock) {
        return open(source, null, create, cipher, clock);
    }

    static PostgresStore open(
            DataSource source,
            @Nullable DataSource listening,
            SchemaMode create,
            SecretCipher cipher,
            StoreClock clock) {
        PostgresDatabase database = PostgresDatabase.connect(source, listening == null ? 2 : 1);
        PostgresSchema.prepare(database, PostgresScripts.schema(), create == SchemaMode.MIGRATE);
        PostgresSchema.refuseUnfinishedCopy(database);
        KeyRotation.run(database, cipher, () -> {});
        PostgresConnections listensOn = database.isShared() ? null : database.connections();
        if (listening != null) {
            listensOn = ListeningCheck.look(listening, new IdentityCheck(database, PostgresDialect.INSTANCE));
        }
        var watch = new PostgresNotifier(listensOn, database.subject());
        var lowWater = new LowWaterMarks(LowWaterMarks.MAX_LANES);
        var store = new SqlStore(
                new SqlDatabase(
                        database,
                        PostgresDialect.INSTANCE,
                        new PostgresLaneClaimer(),
                        new PostgresClaimBatchDissolver()),
                cipher,
                clock,
                Clock.systemUTC(),
                lowWater,
                watch);
        store.identity().learn();
        return new PostgresStore(store, watch);
    }

    @Override
    public PostgresStore forNode(Clock clock) {
        return new PostgresStore(store.forNode(clock), watch);
    }

    /** Two: while one is written, the next is put together. */
    @Override
    public int maxConcurrentCommits() {
        return PostgresDatabase.MAX_CONCURRENT_COMMITS;
    }

    /**
     * {@inheritDoc}
     *
     * <p>From the first listener on the store also notifies other nodes. A listener is first told to look at everything
     * anew, as soon as the store listens.
     *
     * @throws StoreException if the store was closed
     */
    @Override
    public Subscription subscribe(StoreListener watcher) {
        return watch.subscribe(watcher);
    }

    @Override
    public List<String> notes() {
        return watch.notes();
    }

    @Override
    public void close() {
        watch.close();
        super.close();
    }
}
