package io.github.webhooks4j.benchmarks.webhooks4j;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * This library as a subject, with all of its work: every delivery has a chain, a callback URL, a signature, a recorded
 * attempt, a lease and a place in the history.
 */
public final class Webhooks {
    /** The pool size that the store's documentation recommends. */
    private static final int CONNECTIONS = 5;

    private static final String FULL_WORK =
            "the defaults but for the limits in flight; events published from JSON, with"
                    + " callback URL, signature, attempt record, lease and history";

    private Webhooks() {}

    /** Returns this library on a SQLite file. */
    public static Product onSqlite() {
        return new OnSqlite(Wire.OKHTTP);
    }

    /** Returns this library on a SQLite file and on event loops. */
    public static Product onSqliteAndNetty() {
        return new OnSqlite(Wire.NETTY);
    }

    /** Returns this library on PostgreSQL. */
    public static Product onPostgres() {
        return new OnPostgres(Wire.OKHTTP);
    }

    /** Returns this library on PostgreSQL and on event loops. */
    public static Product onPostgresAndNetty() {
        return new OnPostgres(Wire.NETTY);
    }

    /** Returns this library on each of its stores, with each of its transports. */
    public static List<Product> all() {
        return List.of(onSqlite(), onPostgres(), onSqliteAndNetty(), onPostgresAndNetty());
    }

    /** The transport, and how names of subjects end with it. */
    private enum Wire {
        OKHTTP(""),
        NETTY("-netty");

        private final String suffix;

        Wire(String suffix) {
            this.suffix = suffix;
        }

        Node start(Setup setup, NodeSettings settings, Store store, Runnable closeStore) {
            return this == NETTY
                    ? EngineRun.onNetty(setup, settings, store, closeStore)
                    : EngineRun.onOkHttp(setup, settings, store, closeStore);
        }
    }

    private record OnSqlite(Wire wire) implements Product {
        @Override
        public String name() {
            return "webhooks-sqlite" + wire.suffix;
        }

        @Override
        public String tuning() {
            return "SQLite file, WAL and synchronous=FULL; " + FULL_WORK;
        }

        @Override
        public Node start(Setup setup, NodeSettings settings) {
            SqliteStore store = open(setup);
            return wire.start(setup, settings, store, store::close);
        }

        @Override
        public boolean isOnPostgres() {
            return false;
        }

        @Override
        public void onStore(Setup setup, Consumer<Store> work) {
            try (SqliteStore store = open(setup)) {
                work.accept(store);
            }
        }

        @Override
        public long bytesOnDisk(Setup setup) {
            try (Stream<Path> files = Files.list(setup.directory())) {
                return files.mapToLong(file -> file.toFile().length()).sum();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Map<String, Double> state(Setup setup) {
            return StoreState.ofSqlite(file(setup));
        }

        private static SqliteStore open(Setup setup) {
            return SqliteStore.open(file(setup));
        }

        private static Path file(Setup setup) {
            return setup.directory().resolve("webhooks.db");
        }
    }

    private record OnPostgres(Wire wire) implements Product {
        @Override
        public String name() {
            return "webhooks-postgresql" + wire.suffix;
        }

        @Override
        public String tuning() {
            return "PostgreSQL through a pool of " + CONNECTIONS + " connections; " + FULL_WORK;
        }

        @Override
        public Node start(Setup setup, NodeSettings settings) {
            HikariDataSource pool = pool(setup);
            var store = PostgresStore.open(pool);
            return wire.start(setup, settings, store, () -> {
                store.close();
                pool.close();
            });
        }

        @Override
        public boolean isOnPostgres() {
            return true;
        }

        @Override
        public void onStore(Setup setup, Consumer<Store> work) {
            try (HikariDataSource pool = pool(setup);
                    PostgresStore store = PostgresStore.open(pool)) {
                work.accept(store);
            }
        }

        @Override
        public long bytesOnDisk(Setup setup) {
            try (Connection connection = setup.database().source().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT pg_database_size(current_database())")) {
                rows.next();
                return rows.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException("the PostgreSQL server must return the size of a database, did not", e);
            }
        }

        @Override
        public Map<String, Double> state(Setup setup) {
            return StoreState.ofPostgres(setup.database().source());
        }

        private static HikariDataSource pool(Setup setup) {
            var config = new HikariConfig();
            config.setDataSource(setup.database().source());
            config.setMaximumPoolSize(CONNECTIONS);
            return new HikariDataSource(config);
        }
    }
}
