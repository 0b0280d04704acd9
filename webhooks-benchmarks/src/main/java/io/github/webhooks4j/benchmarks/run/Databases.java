package io.github.webhooks4j.benchmarks.run;

import io.github.webhooks4j.benchmarks.EmptyDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL server of a run, started when first needed; one database is created for each round. Commits must reach the
 * disk: a server that is configured otherwise is refused. Confined to one thread.
 */
public final class Databases implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");
    private static final List<String> TOLD =
            List.of("server_version", "shared_buffers", "max_wal_size", "max_connections");

    private final Path directory;
    private @Nullable EmbeddedPostgres embedded;
    private @Nullable PGSimpleDataSource server;
    private @Nullable ServerCpu cpu;
    private @Nullable String last;
    private boolean takesPart;

    private Databases(Path directory, @Nullable PGSimpleDataSource server) {
        this.directory = directory;
        this.server = server;
    }

    /** Returns the databases of a server started for this run, which stores its data in a directory. */
    public static Databases in(Path directory) {
        return new Databases(directory, null);
    }

    /**
     * Returns the databases of an existing server.
     *
     * @param url the JDBC URL of one of them, for a user who may create others
     * @throws IllegalArgumentException if no server responds there, or its commits do not wait for the disk
     */
    public static Databases of(String url) {
        var source = new PGSimpleDataSource();
        try {
            source.setUrl(url);
            source.getConnection().close();
        } catch (IllegalArgumentException e) {
            // Not the driver's message: it contains the URL, which may contain a password.
            throw new IllegalArgumentException("must be the JDBC URL of a PostgreSQL server, was none", e);
        } catch (SQLException e) {
            throw new IllegalArgumentException(
                    "must be of a PostgreSQL server that responds, was not: " + e.getMessage(), e);
        }
        checkDurable(source);
        return new Databases(Path.of(""), source);
    }

    /** Returns a database that is created on first use. */
    public EmptyDatabase next() {
        takesPart = false;
        return new EmptyDatabase() {
            private @Nullable PGSimpleDataSource source;

            @Override
            public PGSimpleDataSource source() {
                if (source == null) {
                    source = create();
                }
                return source;
            }
        };
    }

    /**
     * Returns the CPU time that the server has used; zero as long as the present round's database is not used, so that what the
     * server does of itself is not charged to contenders that need none.
     */
    public Duration cpu() {
        if (server == null || !takesPart) {
            return Duration.ZERO;
        }
        if (cpu == null) {
            cpu = ServerCpu.of(server);
        }
        return cpu.now();
    }

    /** Returns the server's configuration; empty as long as none is needed. */
    public Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        if (server != null) {
            var names = new ArrayList<>(DURABLE);
            names.addAll(TOLD);
            for (String name : names) {
                settings.put(name, show(server, name));
            }
        }
        return settings;
    }

    @Override
    public void close() {
        if (embedded != null) {
            try {
                embedded.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else if (server != null) {
            dropLast(server);
        }
    }

    private PGSimpleDataSource create() {
        PGSimpleDataSource known = server();
        // Dead rows of the last round must not be vacuumed in this one.
        dropLast(known);
        String name = "benchmark_" + UUID.randomUUID().toString().replace('-', '_');
        execute(known, "CREATE DATABASE " + name);
        last = name;
        takesPart = true;
        execute(known, "CHECKPOINT");
        var source = new PGSimpleDataSource();
        source.setUrl(known.getURL());
        source.setUser(known.getUser());
        source.setPassword(known.getPassword());
        source.setDatabaseName(name);
        return source;
    }

    private PGSimpleDataSource server() {
        PGSimpleDataSource known = server;
        if (known == null) {
            known = embedded();
            checkDurable(known);
            server = known;
        }
        return known;
    }

    private PGSimpleDataSource embedded() {
        try {
            embedded = EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setPGStartupWait(PATIENCE)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    // As an operator configures a server with a few GiB: the same for all subjects.
                    .setServerConfig("shared_buffers", "1GB")
                    .setServerConfig("max_wal_size", "8GB")
                    .start();
            return (PGSimpleDataSource) embedded.getPostgresDatabase();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkDurable(PGSimpleDataSource server) {
        for (String setting : DURABLE) {
            String actual = show(server, setting);
            if (!actual.equals("on")) {
                throw new IllegalArgumentException(
                        "must be a PostgreSQL server whose " + setting + " is on, was " + actual);
            }
        }
    }

    private void dropLast(PGSimpleDataSource server) {
        if (last != null) {
            execute(server, "DROP DATABASE IF EXISTS " + last + " WITH (FORCE)");
            last = null;
        }
    }

    private static void execute(PGSimpleDataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the PostgreSQL server refused: " + sql, e);
        }
    }

    private static String show(PGSimpleDataSource source, String setting) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW " + setting)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("the PostgreSQL server does not show " + setting, e);
        }
    }
}
