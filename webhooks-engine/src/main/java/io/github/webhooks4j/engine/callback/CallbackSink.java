package io.github.webhooks4j.engine.callback;

import io.github.webhooks4j.engine.metrics.CallbackResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Makes callbacks durable for a {@link CallbackEndpoint}. The engine is one. Thread-safe. */
public interface CallbackSink {
    /**
     * Commits a callback; waits for it no longer than an HTTP client does.
     *
     * @return completes within 10 seconds: when the callback is durable, or with the failure
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     */
    CompletableFuture<MutationResult> commitCallback(Mutation change);

    /** Returns the engine's time, from which {@link #handled} measures; {@link Instant#MIN} if nothing measures. */
    default Instant begin() {
        return Instant.MIN;
    }

    /**
     * Counts a request that was handled; does nothing by default.
     *
     * @param begun what {@link #begin} returned
     */
    default void handled(CallbackResult result, Instant begun) {}
}
