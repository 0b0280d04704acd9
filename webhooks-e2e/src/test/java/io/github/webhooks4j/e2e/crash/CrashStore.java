package io.github.webhooks4j.e2e.crash;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.sqlite.SqliteStore;
import java.nio.file.Path;

/** Opens the store that a JDBC URL names, as applications do. */
final class CrashStore implements AutoCloseable {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final int POOL = 5;
    /** An application that waits longer for its database treats it as failed. */
    private static final int CONNECTION_TIMEOUT_MILLIS = 5_000;

    private final Store store;
    private final Runnable closePool;

    private CrashStore(Store store, Runnable closePool) {
        this.store = store;
        this.closePool = closePool;
    }

    static CrashStore open(String url) {
        if (url.startsWith(SQLITE)) {
            return new CrashStore(SqliteStore.open(Path.of(url.substring(SQLITE.length()))), () -> {});
        }
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(POOL);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        var pool = new HikariDataSource(config);
        return new CrashStore(PostgresStore.open(pool), pool::close);
    }

    static String sqliteUrl(Path file) {
        return SQLITE + file;
    }

    Store store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
        closePool.run();
    }
}
