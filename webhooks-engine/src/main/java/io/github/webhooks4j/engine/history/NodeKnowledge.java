package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows beside the store, for {@link Next}: the engine implements it for its {@link History}. Queries
 * neither the store nor the network. Thread-safe.
 */
public interface NodeKnowledge {
    /** Where a claimed delivery is on this node. */
    enum Place {
        /** This node has not claimed it. */
        ELSEWHERE,
        /** It waits in the memory of this node. */
        WAITING,
        /** Its attempt is in flight, or its result is not written yet. */
        IN_FLIGHT
    }

    /**
     * What this node knows of a lane.
     *
     * @param destination the state of the destination
     * @param nextStartAt when circuit breaker and rate limits let the next attempt start; null if they let it start now
     */
    record LaneView(DestinationState destination, @Nullable Instant nextStartAt) {
        public LaneView {
            requireNonNull(destination, "destination");
        }
    }

    /** Returns what the store's clock shows, as far as that is known without asking it. */
    Instant storeTime();

    /** Returns whether this node delivers. */
    boolean delivers();

    /** Returns a webhook; empty if this node knows of none, or it was deleted. */
    Optional<Webhook> webhook(WebhookId id);

    /** Returns the header that names the sender in the requests of this node. */
    Header userAgent();

    /** Returns the value of {@code ce-source} in requests of this node to webhooks of that format. */
    String cloudEventsSource();

    /** Returns whether this node receives callbacks, so that its requests have a callback URL. */
    boolean receivesCallbacks();

    /** Returns all webhooks that this node knows, in no order. */
    Collection<Webhook> webhooks();

    /** Returns where the delivery of a claim is. */
    Place place(ClaimToken claim, LaneKey lane);

    /** Returns what this node knows of a lane; empty if it has no work for it. */
    Optional<LaneView> lane(LaneKey lane);

    /**
     * Returns the knowledge of a node that does not deliver and knows no webhooks.
     *
     * @param clock the store's clock
     */
    static NodeKnowledge none(Clock clock) {
        return new NodeKnowledge() {
            @Override
            public Instant storeTime() {
                return clock.instant();
            }

            @Override
            public boolean delivers() {
                return false;
            }

            @Override
            public Optional<Webhook> webhook(WebhookId id) {
                return Optional.empty();
            }

            @Override
            public Header userAgent() {
                return new Header("User-Agent", OutboundRequest.PRODUCT);
            }

            @Override
            public String cloudEventsSource() {
                return DeliveryFormat.DEFAULT_SOURCE;
            }

            @Override
            public boolean receivesCallbacks() {
                return false;
            }

            @Override
            public Collection<Webhook> webhooks() {
                return List.of();
            }

            @Override
            public Place place(ClaimToken claim, LaneKey lane) {
                return Place.ELSEWHERE;
            }

            @Override
            public Optional<LaneView> lane(LaneKey lane) {
                return Optional.empty();
            }
        };
    }
}
