package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.internal.commit.CommitLimits;
import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import io.github.webhooks4j.engine.internal.lane.CircuitSettings;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.DisablePolicy;
import io.github.webhooks4j.webhook.OwnerLimits;
import io.github.webhooks4j.webhook.Webhook;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The options of an engine, as {@link io.github.webhooks4j.engine.WebhookEngineBuilder} has checked them.
 *
 * @param store the view of the node with this clock
 * @param cloudEventsSource the value of {@code ce-source}, for webhooks of that format
 * @param catalog the types of events; null if there is no catalogue
 * @param maxInFlight the most attempts in flight
 * @param callbackRateLimit how many callbacks of one chain this node handles in a period
 * @param limits bounds the mutations that wait to be committed
 * @param queueing wraps the queue of mutations in tests; in production returns the queue itself
 * @param slice the most chains that one transaction creates, or that a bulk job acts on in one
 * @param circuits the options of circuit breakers
 * @param disabling when webhooks are disabled automatically
 * @param secretOverlap how long a former secret signs beside a new one
 * @param shutdownGrace how long attempts in flight may take to end when the engine closes
 */
public record EngineOptions(
        Store store,
        Transport transport,
        String name,
        @Nullable Supplier<? extends @Nullable URI> callbackBase,
        @Nullable AbuseProtection abuseProtection,
        @Nullable OwnerLimits ownerLimits,
        @Nullable Function<Webhook, Event> testEvent,
        Clock clock,
        RandomGenerator random,
        List<EngineListener> listeners,
        EngineMetrics metrics,
        Header userAgent,
        String cloudEventsSource,
        @Nullable EngineCatalog catalog,
        int maxInFlight,
        int maxInFlightPerDestination,
        Duration retention,
        Duration pollInterval,
        Duration leaseTerm,
        Duration publishTimeout,
        Duration attemptTimeout,
        RateLimit callbackRateLimit,
        CommitLimits limits,
        UnaryOperator<CommitQueue> queueing,
        int slice,
        CircuitSettings circuits,
        DisablePolicy disabling,
        Duration secretOverlap,
        Duration shutdownGrace) {}
