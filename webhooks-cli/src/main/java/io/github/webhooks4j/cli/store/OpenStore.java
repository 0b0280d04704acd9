package io.github.webhooks4j.cli.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.postgresql.SchemaMode;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A store that an engine of this process uses, with the connections that only it has. Thread-safe. */
public final class OpenStore implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 8;
    private static final long CONNECT_MILLIS = 5_000;

    private final Store store;
    private final @Nullable HikariDataSource pool;

    private OpenStore(Store store, @Nullable HikariDataSource pool) {
        this.store = store;
        this.pool = pool;
    }

    static OpenStore file(Path file, List<EncryptionKey> keys) {
        return new OpenStore(SqliteStore.open(file, keys), null);
    }

    /** Opens the tables of a database with a pool of connections of its own; creates the tables if there are none. */
    static OpenStore postgres(DataSource source, List<EncryptionKey> keys) {
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("store");
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setConnectionTimeout(CONNECT_MILLIS);
        // The store itself reports a database that cannot be reached.
        config.setInitializationFailTimeout(-1);
        var pool = new HikariDataSource(config);
        PostgresStore store = null;
        try {
            store = PostgresStore.open(pool, SchemaMode.MIGRATE, keys);
            return new OpenStore(store, pool);
        } finally {
            if (store == null) {
                pool.close();
            }
        }
    }

    /** Returns the store. */
    public Store store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
        if (pool != null) {
            pool.close();
        }
    }
}
