package io.github.webhooks4j.postgresql;

import io.github.webhooks4j.testsupport.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PgBouncer before the tests' server. */
final class PgBouncer implements AutoCloseable {
    private static final List<Path> BINARIES = List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"));

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled() {
        return binary().findFirst().isPresent();
    }

    private static Stream<Path> binary() {
        return BINARIES.stream().filter(Files::isExecutable);
    }

    /**
     * Starts one.
     *
     * @param directory the directory for its settings
     * @param mode its pool_mode
     * @param role whose search path leads to the schema, since it passes none on
     */
    static PgBouncer start(Path directory, String mode, String role) {
        try {
            int port = freePort();
            Path settings = directory.resolve("pgbouncer.ini");
            Files.writeString(settings, """
                    [databases]
                    postgres = host=localhost port=%d dbname=postgres user=%s
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = %s
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(PostgresServer.port(), role, port, mode));
            var command = new ArrayList<String>();
            command.add(binary().findFirst().orElseThrow().toString());
            if (System.getProperty("user.name").equals("root")) {
                // It refuses to run as root, and must be able to read its settings then.
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(settings.toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            var bouncer = new PgBouncer(process, port);
            PostgresNodes.await(() -> bouncer.answers(directory));
            return bouncer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PGSimpleDataSource source() {
        var source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        source.setUser("postgres");
        return source;
    }

    private boolean answers(Path directory) {
        if (!process.isAlive()) {
            throw new IllegalStateException("PgBouncer has ended; see " + directory.resolve("log"));
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
