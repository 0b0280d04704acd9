package io.github.webhooks4j.benchmarks;

import java.util.List;

/** A running subject. {@link #publish} is thread-safe. */
public interface Running extends AutoCloseable {
    /**
     * Publishes jobs; blocks until they are durable, or queued if the contender is not durable.
     *
     * @return the {@code webhook-id} that each is sent under, in their order
     */
    List<String> publish(List<Job> jobs);

    /** Returns whether nothing is left to do by its own records: every delivered job is marked as such, durably. */
    boolean isDrained();

    /** Stops it, and leaves its files and tables to the caller. */
    @Override
    void close();
}
