package io.github.webhooks4j.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The CPU time of a JVM, from {@code /proc}; that of its compiler threads apart. Thread-safe.
 *
 * <p>HotSpot ends a compiler thread that had nothing to do for five seconds. What it used is still counted if {@link #now} is
 * called more often than that.
 */
public final class JvmCpu {
    /** Linux keeps 15 characters of the names {@code C1 CompilerThread0} and {@code C2 CompilerThread0}. */
    private static final Pattern COMPILER = Pattern.compile("(C1|C2|JVMCI) Compiler.*");

    private final Path process;
    private final Map<String, Long> compilers = new HashMap<>(); // nanoseconds by thread; guarded by this

    private JvmCpu(Path process) {
        this.process = process;
    }

    /**
     * What a JVM has used.
     *
     * @param total CPU time of all its threads
     * @param compilers CPU time of those that compile
     */
    public record Used(Duration total, Duration compilers) {
        /** Returns the CPU time of all other threads. */
        public Duration withoutCompilers() {
            return total.compareTo(compilers) > 0 ? total.minus(compilers) : Duration.ZERO;
        }

        /** Returns what was used since {@code before}. */
        public Used since(Used before) {
            return new Used(total.minus(before.total), compilers.minus(before.compilers));
        }
    }

    /** Returns that of a process on this machine. */
    static JvmCpu of(long pid) {
        return in(Path.of("/proc", Long.toString(pid)));
    }

    static JvmCpu in(Path process) {
        return new JvmCpu(process);
    }

    /**
     * Returns what was used so far; nothing if the process has ended, or this is not Linux. It is exact to the nanosecond as long
     * as only compiler threads have ended, otherwise to two hundredths of a second.
     */
    public synchronized Used now() {
        long others = readThreads();
        long compiling = compilers.values().stream().mapToLong(Long::longValue).sum();
        // Both are too little: one leaves out threads that have ended, the other what is less than a tick.
        Duration threads = Duration.ofNanos(compiling + others);
        Duration ticks = ProcStat.read(process).map(ProcStat::used).orElse(Duration.ZERO);
        return new Used(threads.compareTo(ticks) > 0 ? threads : ticks, Duration.ofNanos(compiling));
    }

    /** Reads the threads that compile; returns the nanoseconds of the others. */
    private synchronized long readThreads() {
        long others = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                others += readThread(thread);
            }
        } catch (NoSuchFileException e) {
            // The process has ended.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        return others;
    }

    private synchronized long readThread(Path thread) {
        try {
            String time = Files.readString(thread.resolve("schedstat"));
            long nanos = Long.parseLong(time.substring(0, time.indexOf(' ')));
            // Its name is read each time: a new thread gets it only after a while.
            if (!COMPILER.matcher(Files.readString(thread.resolve("comm")).strip())
                    .matches()) {
                return nanos;
            }
            compilers.put(thread.getFileName().toString(), nanos);
        } catch (IOException e) {
            // The thread has ended.
        }
        return 0;
    }
}
