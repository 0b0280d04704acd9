package io.github.webhooks4j.testsupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL server for all tests of this process, started by the first that needs it. Each test gets its own schema. */
public final class PostgresServer {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private PostgresServer() {}

    /** Starts the server when this class is initialised. */
    private static final class Shared {
        static final EmbeddedPostgres SERVER =
                PostgresServer.start(EmbeddedPostgres.builder().setServerConfig("max_prepared_transactions", "10"));
    }

    /** Starts another server, which the caller closes. */
    public static EmbeddedPostgres start(EmbeddedPostgres.Builder options) {
        try {
            return options.setServerConfig("synchronous_commit", "on")
                    // The machine does not lose power during a test, and a crash of the server needs no fsync.
                    .setServerConfig("fsync", "off")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the port of the server. */
    public static int port() {
        return Shared.SERVER.getPort();
    }

    /** Creates an empty schema, and returns a source of connections that are in it. */
    public static PGSimpleDataSource newSchema() {
        String schema = "test_" + SCHEMAS.incrementAndGet();
        var source = (PGSimpleDataSource) Shared.SERVER.getPostgresDatabase();
        execute(source, "CREATE SCHEMA " + schema);
        source.setCurrentSchema(schema);
        return source;
    }

    /** Returns a pool of as many connections as a store may want, which waits 5 s for a free one. */
    public static HikariDataSource pool(DataSource source) {
        return pool(source, config -> {});
    }

    /** Returns a pool like that of {@link #pool(DataSource)}, but for what {@code settings} changes. */
    public static HikariDataSource pool(DataSource source, Consumer<HikariConfig> settings) {
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        settings.accept(config);
        return new HikariDataSource(config);
    }

    /** Executes one statement. */
    public static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Executes a query whose result is one number, and returns it. */
    public static long number(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
