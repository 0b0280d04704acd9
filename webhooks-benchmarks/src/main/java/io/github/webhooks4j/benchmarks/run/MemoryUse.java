package io.github.webhooks4j.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory of this process.
 *
 * @param heapBytes live objects on the heap
 * @param residentBytes resident memory of the process
 * @param threads threads of the operating system
 */
public record MemoryUse(long heapBytes, long residentBytes, long threads) {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Collects garbage, and reads the rest. */
    public static MemoryUse now() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new MemoryUse(heap, 1024 * status("VmRSS:"), status("Threads:"));
    }

    /** Returns the growth since {@code before}. */
    public MemoryUse since(MemoryUse before) {
        return new MemoryUse(
                heapBytes - before.heapBytes, residentBytes - before.residentBytes, threads - before.threads);
    }

    private static long status(String field) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(STATUS + " must have the memory of this process, which it has on Linux", e);
        }
    }
}
