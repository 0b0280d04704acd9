package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node does about one destination of a webhook at present. Immutable.
 *
 * @param webhook the webhook
 * @param destination which of its destinations, by its stable number
 * @param origin host and port of the destination; no path, no query, no credentials
 * @param inFlight attempts in flight
 * @param limit how many may be: adapted to the results, so lower than the configured one for a destination that is new, failing, or
 *     responds 429
 * @param inMemory deliveries that this node has claimed and not started
 * @param parked whether nothing starts because the webhook is disabled or deleted
 * @param circuit the state of its circuit breaker
 * @param rateLimits how many attempts may start in any period: the limit of the webhook and that of the destination
 * @param nextDueAt when the earliest delivery that waits in the store may be claimed, as far as this node knows; null if it knows of
 *     none
 */
public record DestinationState(
        WebhookId webhook,
        int destination,
        String origin,
        int inFlight,
        int limit,
        int inMemory,
        boolean parked,
        CircuitState circuit,
        List<RateLimit> rateLimits,
        @Nullable Instant nextDueAt) {
    public DestinationState {
        requireNonNull(webhook, "webhook");
        requireNonNull(origin, "origin");
        requireNonNull(circuit, "circuit");
        rateLimits = List.copyOf(rateLimits);
    }
}
