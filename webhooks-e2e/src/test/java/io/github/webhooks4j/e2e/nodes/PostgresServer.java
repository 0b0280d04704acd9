package io.github.webhooks4j.e2e.nodes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL server for all tests of this process. Each test gets a schema of its own. */
final class PostgresServer {
    private static final EmbeddedPostgres SERVER = start(EmbeddedPostgres.builder());
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private PostgresServer() {}

    /** Starts a server of somebody's own. */
    static EmbeddedPostgres start(EmbeddedPostgres.Builder options) {
        try {
            return options.setServerConfig("synchronous_commit", "on")
                    // Nobody pulls the plug on tests.
                    .setServerConfig("fsync", "off")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates an empty schema, and returns what opens connections in it. */
    static PGSimpleDataSource newSchema() {
        String schema = "test_" + SCHEMAS.incrementAndGet();
        var source = (PGSimpleDataSource) SERVER.getPostgresDatabase();
        execute(source, "CREATE SCHEMA " + schema);
        source.setCurrentSchema(schema);
        return source;
    }

    /** Returns a pool of as many connections as a store says it may want, and no more. */
    static HikariDataSource pool(DataSource source, Duration patience) {
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(patience.toMillis());
        config.setInitializationFailTimeout(10_000);
        return new HikariDataSource(config);
    }

    static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads one number. */
    static long number(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
