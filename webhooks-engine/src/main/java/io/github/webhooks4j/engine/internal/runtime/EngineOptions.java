package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.internal.commit.CommitLimits;
import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.Webhook;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The options of an engine, as {@link io.github.webhooks4j.engine.WebhookEngineBuilder} has checked them.
 *
 * @param maxInFlight attempts in flight at most
 * @param limits what bounds the changes that are to be committed
 * @param queueing puts something between the changes and their queue: the queue itself but for tests
 * @param slice chains that one transaction creates at most
 */
public record EngineOptions(
        Store store,
        Transport transport,
        String name,
        @Nullable URI callbackBase,
        @Nullable AbuseProtection abuseProtection,
        @Nullable Function<Webhook, Event> testEvent,
        Clock clock,
        RandomGenerator random,
        EngineListener listener,
        Header userAgent,
        int maxInFlight,
        int maxInFlightPerDestination,
        Duration retention,
        Duration pollInterval,
        Duration leaseTerm,
        Duration publishTimeout,
        Duration attemptTimeout,
        CommitLimits limits,
        UnaryOperator<CommitQueue> queueing,
        int slice) {}
