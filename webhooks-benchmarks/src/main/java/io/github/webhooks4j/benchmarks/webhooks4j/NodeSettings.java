package io.github.webhooks4j.benchmarks.webhooks4j;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import java.time.Duration;

/**
 * How a node is started, beside its {@link io.github.webhooks4j.benchmarks.Setup}. Immutable.
 *
 * @param createsWebhooks whether it creates the webhooks; false for another node on a store that has them
 * @param retries of the webhooks that it creates
 * @param retention how long what is finished is kept
 * @param metrics what it counts with
 */
public record NodeSettings(boolean createsWebhooks, RetrySchedule retries, Duration retention, EngineMetrics metrics) {
    /** The first node of a store, with this library's defaults. */
    static final NodeSettings DEFAULT =
            new NodeSettings(true, RetrySchedule.ofDefaults(), Duration.ofDays(30), EngineMetrics.NONE);

    public NodeSettings {
        requireNonNull(retries, "retries");
        requireNonNull(retention, "retention");
        requireNonNull(metrics, "metrics");
    }

    /** Returns the defaults for one of several nodes on a store, of which the first creates the webhooks. */
    public static NodeSettings ofSeveral(boolean first, EngineMetrics metrics) {
        return new NodeSettings(first, DEFAULT.retries, DEFAULT.retention, metrics);
    }
}
