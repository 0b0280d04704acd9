package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.NewChain;
import org.jspecify.annotations.Nullable;

/**
 * A chain that a commit created.
 *
 * @param topic the topic of the event
 * @param eventType the type of the event
 * @param cancelled whether its webhook had been deleted, so that it was created as cancelled
 * @param prepared its first delivery, for which this node has reserved room; null if any node may claim it
 */
public record StartedChain(
        NewChain chain,
        EventId event,
        Topic topic,
        String eventType,
        boolean cancelled,
        @Nullable ClaimedDelivery prepared) {}
