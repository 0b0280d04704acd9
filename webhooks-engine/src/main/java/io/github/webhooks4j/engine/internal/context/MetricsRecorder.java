package io.github.webhooks4j.engine.internal.context;

import io.github.webhooks4j.engine.metrics.EngineMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the application's metrics, so that nothing they throw reaches the engine. If there are none, {@link #isOn} is false, and the
 * engine makes neither the values nor the calls. Thread-safe.
 */
public final class MetricsRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsRecorder.class);
    private static final Duration LOG_AGAIN = Duration.ofMinutes(1);

    private final String name;
    private final Clock clock;
    private final @Nullable EngineMetrics metrics;
    private final AtomicLong failures = new AtomicLong();
    private Instant nextLog = Instant.MIN; // guarded by this

    /**
     * Creates a recorder.
     *
     * @param metrics {@link EngineMetrics#NONE} turns it off
     */
    @SuppressWarnings("ReferenceEquality") // NONE is one object
    public MetricsRecorder(String name, Clock clock, EngineMetrics metrics) {
        this.name = name;
        this.clock = clock;
        this.metrics = metrics == EngineMetrics.NONE ? null : metrics;
    }

    public boolean isOn() {
        return metrics != null;
    }

    /** Returns the present time, from which {@link #since} measures; {@link Instant#MIN} if there are no metrics. */
    public Instant begin() {
        return metrics == null ? Instant.MIN : clock.instant();
    }

    /** Returns the time since {@link #begin}; zero if the clock was set back, or there are no metrics. */
    public Duration since(Instant begun) {
        if (metrics == null) {
            return Duration.ZERO;
        }
        Duration elapsed = Duration.between(begun, clock.instant());
        return elapsed.isNegative() ? Duration.ZERO : elapsed;
    }

    /** Calls the metrics, if there are any. On hot paths the caller asks {@link #isOn} first. */
    public void record(Consumer<EngineMetrics> call) {
        if (metrics == null) {
            return;
        }
        try {
            call.accept(metrics);
        } catch (RuntimeException | Error e) {
            failures.incrementAndGet();
            log(e);
        }
    }

    /** Returns how many calls threw. */
    public long failures() {
        return failures.get();
    }

    private void log(Throwable failure) {
        Instant now = clock.instant();
        synchronized (this) {
            // Also if the clock was set back.
            if (now.isBefore(nextLog) && nextLog.isBefore(now.plus(LOG_AGAIN.multipliedBy(2)))) {
                return;
            }
            nextLog = now.plus(LOG_AGAIN);
        }
        try {
            LOG.error("{}: the metrics failed, {} times so far; nothing else is affected", name, failures, failure);
        } catch (RuntimeException | Error again) {
            failure.addSuppressed(again);
        }
    }
}
