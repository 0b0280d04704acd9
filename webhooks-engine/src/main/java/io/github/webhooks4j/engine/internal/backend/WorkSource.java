package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.engine.health.StoreSnapshot;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.Subscription;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Where claimed deliveries come from: supplies the lanes, through their {@link WorkSink}, with what this node may attempt, and keeps it
 * this node's until what became of it is durable. Thread-safe.
 */
public interface WorkSource {
    /**
     * Reads what is due, before any task runs, and follows what other nodes do from then on.
     *
     * @param webhooks is notified when another node has changed a webhook
     * @return ends the notifications
     */
    Subscription open(WebhookWatcher webhooks);

    /** Returns the task that claims what is due. */
    BackgroundTask claims();

    /** Returns the task that keeps what this node holds; it runs on until what is in flight is recorded. */
    BackgroundTask renewals();

    /**
     * Has {@link #renewals} show the other nodes that this one delivers no longer. Does not block.
     *
     * @return completes when it has, or could not: then they find it out in a while
     */
    CompletableFuture<Void> leave();

    /** Has the next step of {@link #claims} look at everything that is due; the caller then wakes that task. Does not block. */
    void requestFullScan();

    /**
     * Returns whether an attempt may begin under a claim: no other node can have claimed the delivery yet. Called before every
     * attempt; does not block.
     */
    boolean mayBegin(ClaimToken claim, Instant now);

    /** Returns what was last read of the work that is due. */
    StoreSnapshot reading();

    /** Returns how many deliveries were claimed that another node had held until its lease ended. */
    long takeovers();
}
