package io.github.webhooks4j.benchmarks.run;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this process and the PostgreSQL server have used so far.
 *
 * @param process CPU time of this process, publishing included
 * @param server CPU time of the PostgreSQL server
 * @param allocated bytes that threads have allocated; before JDK 21 only those that live
 */
public record Usage(Duration process, Duration server, long allocated) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final @Nullable Method TOTAL = total();

    /** Reads what was used so far. */
    public static Usage now(Databases databases) {
        return new Usage(Duration.ofNanos(PROCESS.getProcessCpuTime()), databases.cpu(), readAllocated());
    }

    /** Returns what was used since {@code before}. */
    public Usage since(Usage before) {
        return new Usage(process.minus(before.process), server.minus(before.server), allocated - before.allocated);
    }

    /** Returns the usage as metrics, per delivery. */
    public Map<String, Double> perDelivery(int deliveries) {
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("cpu_seconds_per_1000", seconds(process.plus(server)) * 1000 / deliveries);
        metrics.put("cpu_seconds_per_1000_in_jvm", seconds(process) * 1000 / deliveries);
        metrics.put("allocated_bytes", (double) allocated / deliveries);
        return metrics;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static long readAllocated() {
        if (TOTAL != null) {
            try {
                return (long) TOTAL.invoke(THREADS);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("JDK 21 and newer report what all threads have allocated", e);
            }
        }
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(bytes, 0);
        }
        return sum;
    }

    /** Compiled for 17, where the method does not exist. */
    private static @Nullable Method total() {
        try {
            return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
