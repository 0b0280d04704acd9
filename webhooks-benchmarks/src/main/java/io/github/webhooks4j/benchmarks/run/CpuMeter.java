package io.github.webhooks4j.benchmarks.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Reads the CPU times of JVMs regularly, so that those of compiler threads that end are not lost. Thread-safe. */
public final class CpuMeter implements AutoCloseable {
    private static final int EVERY_SECONDS = 1;

    private final List<JvmCpu> watched;
    private final JvmCpu self;
    private final ScheduledExecutorService reader;
    private final ScheduledFuture<?> reading;

    private CpuMeter(List<JvmCpu> watched, JvmCpu self, ScheduledExecutorService reader, ScheduledFuture<?> reading) {
        this.watched = watched;
        this.self = self;
        this.reader = reader;
        this.reading = reading;
    }

    static CpuMeter start() {
        JvmCpu self = JvmCpu.of(ProcessHandle.current().pid());
        var watched = new CopyOnWriteArrayList<>(List.of(self));
        ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "cpu-meter");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> reading = reader.scheduleAtFixedRate(
                () -> watched.forEach(JvmCpu::now), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        return new CpuMeter(watched, self, reader, reading);
    }

    /** Returns the CPU time of this process. */
    public JvmCpu self() {
        return self;
    }

    /** Watches another JVM on this machine from now on. */
    public JvmCpu watch(long pid) {
        JvmCpu jvm = JvmCpu.of(pid);
        watched.add(jvm);
        return jvm;
    }

    @Override
    public void close() {
        reading.cancel(false);
        reader.shutdown();
    }
}
