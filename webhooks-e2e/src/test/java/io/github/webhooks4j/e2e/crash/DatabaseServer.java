package io.github.webhooks4j.e2e.crash;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * A PostgreSQL server as in production: commits wait for the disk, also through fsync. It is restarted, or killed with all its
 * processes, and started again on the same data and port. Confined to one thread.
 */
final class DatabaseServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** It would log each dead server with a stack trace. */
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.log." + EmbeddedPostgres.class.getName();

    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    private DatabaseServer(Path data, int port) throws IOException {
        this.data = data;
        this.port = port;
        this.server = launch();
    }

    static DatabaseServer start(Path data) throws IOException {
        System.setProperty(LOG_LEVEL, "off");
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        return new DatabaseServer(data, port);
    }

    /** Creates a database and returns its JDBC URL. */
    String create(String database) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        return server.getJdbcUrl("postgres", database);
    }

    /** Restarts it the way administrators do, which rolls back what is under way. */
    void restart() throws IOException {
        server.close();
        server = launch();
    }

    /** Kills it with all its processes, and starts it again: it recovers from its log. */
    void crash() throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(postmasterPid()).orElseThrow();
        List<ProcessHandle> all = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        Await.until(
                PATIENCE,
                () -> !postmaster.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive),
                () -> "the server is still alive");
        // The processes are dead already; this releases the data directory.
        server.close();
        server = launch();
    }

    private long postmasterPid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
    }

    private EmbeddedPostgres launch() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(PATIENCE)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on")
                // After a crash: one call for all files instead of one for each, of which there are thousands.
                .setServerConfig("recovery_init_sync_method", "syncfs")
                .start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
