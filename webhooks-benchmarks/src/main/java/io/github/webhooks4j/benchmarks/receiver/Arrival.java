package io.github.webhooks4j.benchmarks.receiver;

import static java.util.Objects.requireNonNull;

/**
 * A request that was received whole.
 *
 * @param id its {@code webhook-id}
 * @param nanos when, as {@link System#nanoTime()} tells: on Linux all processes of a machine count alike
 */
public record Arrival(String id, long nanos) {
    public Arrival {
        requireNonNull(id, "id");
    }
}
