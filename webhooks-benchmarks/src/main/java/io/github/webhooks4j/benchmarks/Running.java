package io.github.webhooks4j.benchmarks;

import java.util.List;

/** A running subject. {@link #publish} is thread-safe. */
public interface Running extends AutoCloseable {
    /**
     * Publishes jobs; blocks until they are durable, or queued where nothing is.
     *
     * @return the {@code webhook-id} that each is sent under, in their order
     */
    List<String> publish(List<Job> jobs);

    /** Says whether nothing is left to do in its own books: what was delivered is marked so, durably. */
    boolean isDrained();

    /** Stops it, and leaves its files and tables to whoever started it. */
    @Override
    void close();
}
