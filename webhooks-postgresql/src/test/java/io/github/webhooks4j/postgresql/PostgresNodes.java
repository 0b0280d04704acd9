package io.github.webhooks4j.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.postgresql.internal.PostgresDatabase;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** A schema with any number of nodes on it, each with its store and its pool, and a connection that looks at the tables. */
final class PostgresNodes implements AutoCloseable {
    final PGSimpleDataSource source = PostgresServer.newSchema();
    final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<PostgresStore> stores = new ArrayList<>();
    private final List<HikariDataSource> pools = new ArrayList<>();

    /** Starts a node that uses the clock of the server. */
    PostgresStore start() {
        return start(StoreClock.SERVERS);
    }

    PostgresStore start(StoreClock clock) {
        PostgresStore store = PostgresStore.open(pool(), SchemaMode.MIGRATE, SecretCipher.of(List.of()), clock);
        stores.add(store);
        return store;
    }

    /** Returns a database as a store has it, to run statements by themselves. */
    PostgresDatabase database() {
        return PostgresDatabase.connect(pool());
    }

    HikariDataSource pool() {
        return pool(config -> {});
    }

    HikariDataSource pool(Consumer<HikariConfig> settings) {
        HikariDataSource pool = PostgresServer.pool(source, settings);
        pools.add(pool);
        return pool;
    }

    Connection connect() throws SQLException {
        return source.getConnection();
    }

    void execute(String sql) {
        PostgresServer.execute(source, sql);
    }

    long number(String sql) {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until {@code count} sessions with statements that contain {@code words} wait for a lock. */
    void awaitBlocked(int sessions, String words) {
        String sql =
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid <> pg_backend_pid() AND"
                        + " query LIKE '%" + words + "%'";
        await(() -> number(sql) >= sessions);
    }

    /** Waits until {@code condition} holds, for 30 s at most. */
    static void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(condition::getAsBoolean);
    }

    /** What one node does. */
    interface OnNode<T> {
        T run(Store node);
    }

    /** Does the work {@code times} times at once, on each of the stores in turn. */
    <T> List<T> together(int times, List<? extends Store> stores, OnNode<T> work)
            throws InterruptedException, ExecutionException {
        List<Callable<T>> all = IntStream.range(0, times)
                .mapToObj(i -> (Callable<T>) () -> work.run(stores.get(i % stores.size())))
                .toList();
        var results = new ArrayList<T>();
        for (Future<T> each : threads.invokeAll(all)) {
            results.add(each.get());
        }
        return results;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        stores.forEach(PostgresStore::close);
        pools.forEach(HikariDataSource::close);
    }
}
