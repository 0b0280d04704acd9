package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Running;
import java.time.Duration;

/** An engine of this library that runs on a store. Thread-safe. */
public interface Node extends Running {
    /**
     * Has the store delete history, as the engine does by itself every ten minutes.
     *
     * @param retention how long what is finished is kept
     * @param limit how many chains, and how many events, at most
     * @return how many chains and events were deleted
     */
    int prune(Duration retention, int limit);
}
