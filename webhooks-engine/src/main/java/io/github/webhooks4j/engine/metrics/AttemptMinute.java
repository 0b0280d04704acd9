package io.github.webhooks4j.engine.metrics;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How many attempts one node has recorded in one minute. Immutable.
 *
 * @param from when the minute began
 * @param delivered how many delivered
 * @param failed how many did not
 */
public record AttemptMinute(Instant from, int delivered, int failed) {
    public AttemptMinute {
        requireNonNull(from, "from");
    }
}
