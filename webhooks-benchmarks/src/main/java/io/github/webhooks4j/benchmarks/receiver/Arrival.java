package io.github.webhooks4j.benchmarks.receiver;

import static java.util.Objects.requireNonNull;

/**
 * A request that was received whole.
 *
 * @param id its {@code webhook-id}
 * @param nanos when, of {@link System#nanoTime()}, which on Linux is the same for all processes of a machine
 */
public record Arrival(String id, long nanos) {
    public Arrival {
        requireNonNull(id, "id");
    }
}
