package io.github.webhooks4j.benchmarks.run;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all processes that take part have used so far.
 *
 * @param process CPU time of this process, publishing included, without the threads that compile
 * @param server CPU time of the PostgreSQL server
 * @param receiver CPU time of the receiver's process, without the threads that compile
 * @param compilers CPU time of the threads of this process that compile, which no sum includes
 * @param allocated bytes that threads have allocated; before JDK 21 only those that live
 * @param switches how often threads of this process that live have begun to wait
 */
public record Usage(
        Duration process, Duration server, Duration receiver, Duration compilers, long allocated, long switches) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    static final String PROCESS = "_process";
    static final String SERVER = "_server";
    static final String RECEIVER = "_receiver";
    static final String COMPILERS = "_compilers";
    /** What the names of metrics of one process end with, or are followed by. */
    static final List<String> PARTS = List.of(PROCESS, SERVER, RECEIVER, COMPILERS);

    private static final @Nullable Method TOTAL = total();

    /** Reads what was used so far. */
    public static Usage now(Stage stage) {
        JvmCpu.Used self = stage.cpu().self().now();
        return new Usage(
                self.withoutCompilers(),
                stage.databases().cpu(),
                stage.receiverCpu().now().withoutCompilers(),
                self.compilers(),
                readAllocated(),
                ContextSwitches.voluntary());
    }

    /** Returns what was used since {@code before}. */
    public Usage since(Usage before) {
        return new Usage(
                process.minus(before.process),
                server.minus(before.server),
                receiver.minus(before.receiver),
                compilers.minus(before.compilers),
                allocated - before.allocated,
                switches - before.switches);
    }

    /** Returns the same with another process's CPU time in the place of this one's, for work that is done there. */
    public Usage by(JvmCpu.Used other) {
        return new Usage(other.withoutCompilers(), server, receiver, other.compilers(), allocated, switches);
    }

    /** Returns the microseconds of CPU time of one delivery, all processes together. */
    public double cpuMicros(int deliveries) {
        return micros(process.plus(server).plus(receiver), deliveries);
    }

    /** Returns the usage as metrics, per delivery. */
    public Map<String, Double> perDelivery(int deliveries) {
        Map<String, Double> metrics = cpuPerDelivery(deliveries);
        metrics.put("allocated_bytes", (double) allocated / deliveries);
        metrics.put("switches", (double) switches / deliveries);
        return metrics;
    }

    /** Returns the CPU time of all processes and of each as metrics, per delivery. */
    public Map<String, Double> cpuPerDelivery(int deliveries) {
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put(Scenario.CPU, cpuMicros(deliveries));
        metrics.put(Scenario.CPU + PROCESS, micros(process, deliveries));
        metrics.put(Scenario.CPU + SERVER, micros(server, deliveries));
        metrics.put(Scenario.CPU + RECEIVER, micros(receiver, deliveries));
        metrics.put(Scenario.CPU + COMPILERS, micros(compilers, deliveries));
        return metrics;
    }

    private static double micros(Duration time, int deliveries) {
        return time.toNanos() / 1e3 / deliveries;
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
