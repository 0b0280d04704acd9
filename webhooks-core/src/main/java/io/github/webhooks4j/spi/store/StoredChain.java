package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A chain as it is stored.
 *
 * @param chain the chain
 * @param webhook its webhook
 * @param revision the revision of the webhook's settings with which it runs
 * @param event the event that started it
 * @param startedAt when it started
 * @param finishedAt when it became complete, interrupted or cancelled; null while unfinished
 * @param due its unfinished delivery; there is one exactly while the chain is delivering
 * @param turn the turn of its event among those of an ordering key; null if the event has no key, and of a rerun
 */
public record StoredChain(
        Chain chain,
        WebhookId webhook,
        int revision,
        EventId event,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable PendingDelivery due,
        @Nullable OrderingTurn turn) {
    /** Creates a chain that is in no order. */
    public StoredChain(
            Chain chain,
            WebhookId webhook,
            int revision,
            EventId event,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable PendingDelivery due) {
        this(chain, webhook, revision, event, startedAt, finishedAt, due, null);
    }

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if {@code finishedAt} or {@code due} does not fit the chain's state
     */
    public StoredChain {
        requireNonNull(chain, "chain");
        requireNonNull(webhook, "webhook");
        requireNonNull(event, "event");
        requireNonNull(startedAt, "startedAt");
        if ((finishedAt == null) != chain.state().isUnfinished()) {
            throw new IllegalArgumentException(
                    "chain " + chain.id() + " must have finishedAt exactly if it is finished, was "
                            + chain.state().code());
        }
        if ((due != null) != (chain.state() instanceof ChainState.Delivering)) {
            throw new IllegalArgumentException("chain " + chain.id()
                    + " must have a delivery due exactly while it is delivering, was "
                    + chain.state().code());
        }
    }

    /**
     * Returns where its delivery takes its turn; null if it has no delivery, or is in no order. A chain that was resumed
     * is in no order any more.
     */
    public @Nullable OrderedLane orderedLane() {
        return due == null || turn == null || chain.resumeCount() > 0
                ? null
                : new OrderedLane(webhook, chain.state().step(), turn.key());
    }

    /** Returns the present claim of its delivery, or else the last one; null if it has no delivery. */
    public @Nullable ClaimToken claim() {
        return due == null
                ? null
                : new ClaimToken(
                        new DeliveryId(chain.id(), chain.state().step()), chain.resumeCount(), due.fencingToken());
    }

    /** Returns the lane of the present step. */
    public LaneKey lane() {
        return lane(chain.state().step());
    }

    /** Returns the lane of one of its steps. */
    public LaneKey lane(int step) {
        return new LaneKey(webhook, chain.plan().destinations().get(step));
    }
}
