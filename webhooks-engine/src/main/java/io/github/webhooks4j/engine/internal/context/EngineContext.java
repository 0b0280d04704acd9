package io.github.webhooks4j.engine.internal.context;

import io.github.webhooks4j.engine.metrics.EngineMetrics;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What any part of an engine may need.
 *
 * @param name begins log lines and thread names
 * @param random strong and thread-safe
 * @param tasks runs background tasks, and waits
 * @param metrics counts and measures
 */
public record EngineContext(
        String name, Clock clock, RandomGenerator random, UlidFactory ids, TaskRunner tasks, MetricsRecorder metrics) {
    /** Creates the context of an engine without metrics. */
    public EngineContext(String name, Clock clock, RandomGenerator random, UlidFactory ids, TaskRunner tasks) {
        this(name, clock, random, ids, tasks, new MetricsRecorder(name, clock, EngineMetrics.NONE));
    }
}
