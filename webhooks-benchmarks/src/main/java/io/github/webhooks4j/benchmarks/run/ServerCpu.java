package io.github.webhooks4j.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The CPU time of a PostgreSQL server's processes, including those that have ended, from {@code /proc}. Zero for one on another
 * machine.
 */
final class ServerCpu {
    /** Linux reports the times of processes in hundredths of a second (USER_HZ). */
    private static final long NANOS_PER_TICK = 10_000_000;
    // Fields of /proc/PID/stat after the name, see proc(5), from 0.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int ENDED_USER = 13;
    private static final int ENDED_SYSTEM = 14;

    private ServerCpu() {}

    static Duration of(DataSource server) {
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            // While the connection is open: its process ends with it.
            return stat(rows.getLong(1))
                    .flatMap(backend -> ProcessHandle.of(Long.parseLong(backend[PARENT])))
                    .map(ServerCpu::ofTree)
                    .orElse(Duration.ZERO);
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("the PostgreSQL server does not report its process", e));
        }
    }

    private static Duration ofTree(ProcessHandle postmaster) {
        long ticks = ticks(postmaster.pid(), ENDED_USER, ENDED_SYSTEM, USER, SYSTEM);
        ticks += postmaster
                .children()
                .mapToLong(child -> ticks(child.pid(), USER, SYSTEM))
                .sum();
        return Duration.ofNanos(ticks * NANOS_PER_TICK);
    }

    private static long ticks(long pid, int... fields) {
        return stat(pid)
                .map(stat -> {
                    long sum = 0;
                    for (int field : fields) {
                        sum += Long.parseLong(stat[field]);
                    }
                    return sum;
                })
                .orElse(0L);
    }

    /** Returns the fields after the name, which may contain spaces; empty if there is no such PostgreSQL process here. */
    private static Optional<String[]> stat(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String line = Files.readString(file);
            int nameEnd = line.lastIndexOf(')');
            boolean postgres = line.substring(line.indexOf('(') + 1, nameEnd).startsWith("postgres");
            return postgres ? Optional.of(line.substring(nameEnd + 2).split(" ")) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
