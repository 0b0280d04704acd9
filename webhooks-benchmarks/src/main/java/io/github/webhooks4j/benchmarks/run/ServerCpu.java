package io.github.webhooks4j.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The CPU time of a PostgreSQL server's processes, including those that have ended, from {@code /proc}. Zero for one on another
 * machine. Immutable.
 */
final class ServerCpu {
    private final Optional<ProcessHandle> postmaster;

    private ServerCpu(Optional<ProcessHandle> postmaster) {
        this.postmaster = postmaster;
    }

    static ServerCpu of(DataSource server) {
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            // While the connection is open: its process ends with it.
            return new ServerCpu(stat(rows.getLong(1)).flatMap(backend -> ProcessHandle.of(backend.parent())));
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("the PostgreSQL server does not report its process", e));
        }
    }

    /** Returns what was used so far. */
    Duration now() {
        return postmaster.map(ServerCpu::ofTree).orElse(Duration.ZERO);
    }

    private static Duration ofTree(ProcessHandle postmaster) {
        Duration own = stat(postmaster.pid())
                .map(stat -> stat.used().plus(stat.usedByEnded()))
                .orElse(Duration.ZERO);
        return postmaster
                .children()
                .map(child -> stat(child.pid()).map(ProcStat::used).orElse(Duration.ZERO))
                .reduce(own, Duration::plus);
    }

    /** Returns a process; empty if there is no such PostgreSQL process here. */
    private static Optional<ProcStat> stat(long pid) {
        return ProcStat.read(Path.of("/proc", Long.toString(pid)))
                .filter(stat -> stat.name().startsWith("postgres"));
    }
}
