package io.github.webhooks4j.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process as {@code /proc/PID/stat} shows it, see proc(5). Immutable.
 *
 * @param name of the process, which may contain spaces and brackets
 * @param parent the number of the process that started it
 * @param used CPU time of its threads, ended ones included, to a hundredth of a second
 * @param usedByEnded CPU time of its children that have ended
 */
record ProcStat(String name, long parent, Duration used, Duration usedByEnded) {
    /** Linux reports the times of processes in hundredths of a second (USER_HZ). */
    private static final long NANOS_PER_TICK = 10_000_000;
    // Fields after the name, from 0.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int ENDED_USER = 13;
    private static final int ENDED_SYSTEM = 14;

    /** Returns the process of a directory such as {@code /proc/self}; empty if there is none, or no Linux. */
    static Optional<ProcStat> read(Path process) {
        try {
            return Optional.of(parse(Files.readString(process.resolve("stat"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static ProcStat parse(String line) {
        int nameEnd = line.lastIndexOf(')');
        String[] fields = line.substring(nameEnd + 2).split(" ", -1);
        return new ProcStat(
                line.substring(line.indexOf('(') + 1, nameEnd),
                Long.parseLong(fields[PARENT]),
                ticks(fields[USER], fields[SYSTEM]),
                ticks(fields[ENDED_USER], fields[ENDED_SYSTEM]));
    }

    private static Duration ticks(String user, String system) {
        return Duration.ofNanos((Long.parseLong(user) + Long.parseLong(system)) * NANOS_PER_TICK);
    }
}
