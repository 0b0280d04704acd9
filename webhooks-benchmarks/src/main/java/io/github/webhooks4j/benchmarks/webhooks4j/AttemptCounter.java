package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.engine.metrics.CompletedAttempt;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import java.util.concurrent.atomic.LongAdder;

/** Counts the attempts of one node. Thread-safe. */
public final class AttemptCounter implements EngineMetrics {
    private final LongAdder attempts = new LongAdder();

    @Override
    public void onAttemptCompleted(CompletedAttempt attempt) {
        attempts.increment();
    }

    /** Returns how many were completed so far. */
    public long count() {
        return attempts.sum();
    }
}
