package io.github.webhooks4j.engine.metrics;

import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Counts and measures what an engine does. An adapter to a metrics library or a tracer overrides the methods that it needs; all do
 * nothing by default.
 *
 * <p>The engine calls the methods itself, on the threads that do the work, some of them with a lock held, and never leaves one out.
 * So they must not block, must return within microseconds, must not call the engine, and must be thread-safe. What they throw is
 * caught, counted ({@link EngineGauges#metricsFailures}) and logged once a minute; it changes nothing else. Durations are by the
 * engine's clock, and zero if that was set back in the meantime.
 *
 * <p>Identifiers, types and hosts are passed for tracers and logs. Most are chosen by users, so their number is unbounded: an adapter
 * does not make them labels of a metric.
 */
public interface EngineMetrics {
    /** Counts nothing. */
    EngineMetrics NONE = new EngineMetrics() {};

    /**
     * Called once, before any other method, while the engine is being built.
     *
     * @param gauges returns what the engine holds at present, as {@link io.github.webhooks4j.engine.WebhookEngine#gauges()} does; may be
     *     called at any time on any thread, but not within the methods of this interface
     */
    default void bind(Supplier<EngineGauges> gauges) {}

    /** An attempt has its result. Its record is not durable yet: {@link #onEvent} follows when it is. */
    default void onAttemptCompleted(CompletedAttempt attempt) {}

    /**
     * Events were accepted by one call. They are durable, except those that are published in a transaction of the application: the
     * engine does not know whether it commits.
     *
     * @param events how many were accepted now
     * @param duplicates how many had been accepted before
     * @param duration the time from the call until they were durable
     */
    default void onPublished(int events, int duplicates, Duration duration) {}

    /**
     * A call that published events failed.
     *
     * @param events how many it had
     * @param failure why
     * @param duration the time from the call until it failed
     */
    default void onPublishFailed(int events, PublishFailure failure, Duration duration) {}

    /**
     * An event of a call that publishes breaks a rule of the catalogue. Unknown types are reported whatever the policy does with them,
     * bodies where it checks them, to warn or to reject.
     *
     * @param rule which one
     */
    default void onCatalogViolation(CatalogRule rule) {}

    /**
     * The store made mutations durable, in one transaction.
     *
     * @param mutations how many
     * @param duration how long the store took
     */
    default void onCommitted(int mutations, Duration duration) {}

    /**
     * The store failed to commit; the mutations are tried again, alone or in smaller groups, or their callers are notified.
     *
     * @param mutations how many
     * @param duration how long the store took to fail
     */
    default void onCommitFailed(int mutations, Duration duration) {}

    /**
     * Deliveries were claimed from the store.
     *
     * @param deliveries how many; may be 0
     * @param takeovers how many of them another node had held until its lease ended
     * @param duration how long the store took
     */
    default void onClaimed(int deliveries, int takeovers, Duration duration) {}

    /**
     * The store failed to claim; it is asked again.
     *
     * @param duration how long it took to fail
     */
    default void onClaimFailed(Duration duration) {}

    /**
     * Leases were renewed in one call.
     *
     * @param renewed how many
     * @param lost how many this node had lost: their deliveries were settled or are claimed by another node
     * @param duration how long the store took
     */
    default void onLeasesRenewed(int renewed, int lost, Duration duration) {}

    /**
     * The circuit breaker of a destination opened.
     *
     * @param webhook the webhook
     * @param destination which of its destinations, by its stable number
     */
    default void onCircuitOpened(WebhookId webhook, int destination) {}

    /** The circuit breaker of a destination closed; the arguments are as in {@link #onCircuitOpened}. */
    default void onCircuitClosed(WebhookId webhook, int destination) {}

    /**
     * A request to the callback endpoint was handled. What the receiver reported is in the {@link EngineEvent.CallbackReceived} that
     * {@link #onEvent} receives.
     *
     * @param result what became of it
     * @param duration how long it took
     */
    default void onCallback(CallbackResult result, Duration duration) {}

    /** A change of state became durable, or was read from the store: every event that listeners receive, without a queue. */
    default void onEvent(EngineEvent event) {}

    /**
     * A listener is too far behind and misses an event.
     *
     * @param listener the class of the listener
     */
    default void onListenerEventsMissed(Class<?> listener) {}
}
