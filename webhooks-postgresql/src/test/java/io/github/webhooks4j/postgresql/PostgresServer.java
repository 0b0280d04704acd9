package io.github.webhooks4j.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL server for all tests of this process. Each test gets a schema of its own. */
final class PostgresServer {
    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private PostgresServer() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_prepared_transactions", "10")
                    // No power is lost during tests; what survives a crash of the server is not tested here.
                    .setServerConfig("fsync", "off")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int port() {
        return SERVER.getPort();
    }

    /** Creates an empty schema, and returns what opens connections in it. */
    static PGSimpleDataSource newSchema() {
        String schema = "test_" + SCHEMAS.incrementAndGet();
        var source = (PGSimpleDataSource) SERVER.getPostgresDatabase();
        execute(source, "CREATE SCHEMA " + schema);
        source.setCurrentSchema(schema);
        return source;
    }

    /** Returns a pool of as many connections as a store may want, and no more, with 5 s of patience. */
    static HikariDataSource pool(PGSimpleDataSource source) {
        return pool(source, config -> {});
    }

    static HikariDataSource pool(PGSimpleDataSource source, Consumer<HikariConfig> settings) {
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        settings.accept(config);
        return new HikariDataSource(config);
    }

    static void execute(PGSimpleDataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
