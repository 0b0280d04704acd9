package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.store.ChainStory;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.Lease;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.StoreRules;
import io.github.webhooks4j.store.StoredWebhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches who works on what: a delivery is taken over only from a node that is dead, paused or cut off, and nobody begins what is
 * not to be made any more, or is another's.
 */
final class ClaimOracle {
    /** Who was the last to change something about a delivery, and when. */
    private record Touch(SimulatedNode node, long micros) {}

    private record Disturbed(SimulatedNode node, ChainId chain) {}

    private record Unheard(SimulatedNode node, DeliveryId delivery) {}

    /** Whatever went wrong longer ago than this has no effect on leases any more. */
    private static final Duration PAST = SimulatedNode.TERM.multipliedBy(2);

    private final Simulation world;
    private final WireOracle wire;
    private final Map<DeliveryId, Touch> touched = new HashMap<>();
    /** Who holds a claim, or held it last. */
    private final Map<DueKey, SimulatedNode> holders = new HashMap<>();
    /** Deliveries that were settled without the node hearing of it, since the answer to a commit was lost. */
    private final Set<Unheard> unheard = new HashSet<>();

    /** When a call about a chain last failed for a node, or its result was lost: a claim, a renewal, a commit. */
    private final Map<Disturbed, Long> disturbed = new HashMap<>();

    ClaimOracle(Simulation world, WireOracle wire) {
        this.world = world;
        this.wire = wire;
    }

    /** A chain was started; if it was born claimed, by this node. */
    void born(SimulatedNode node, ChainId chain) {
        holders.put(new DueKey(new DeliveryId(chain, 0), 0, 1), node);
    }

    /** A change was committed, and the node hears of it. */
    void committed(SimulatedNode node, Change change, Outcome.Applied applied) {
        DeliveryId delivery = deliveryOf(change, applied);
        unheard.remove(new Unheard(node, delivery));
        if (!applied.before().equals(applied.after())) {
            touched.put(delivery, new Touch(node, world.now()));
        }
    }

    void answerLost(SimulatedNode node, List<Change> changes, List<Outcome> outcomes) {
        for (int i = 0; i < changes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Applied applied) {
                unheard.add(new Unheard(node, deliveryOf(changes.get(i), applied)));
            }
        }
    }

    /**
     * A worker has taken a delivery. Returns what is wrong if it begins: the delivery must still be to be made, and be this
     * node's. What another node did to it is heard of at the next renewal, so within a term at the latest.
     */
    @Nullable String objectionTo(SimulatedNode node, DueDelivery due) {
        world.say(() -> node.machine + " takes " + due.key() + " attempt " + due.attempt());
        DeliveryId delivery = due.key().delivery();
        ChainStory story = world.disk().story(delivery.chain()).orElse(null);
        if (story == null
                || unheard.contains(new Unheard(node, delivery))
                || StoreRules.isCurrent(story.chain(), due.key())) {
            return story == null && !wasTouchedByAnother(node, delivery) ? "delivery " + due.key() + " is gone" : null;
        }
        if (node.facades.webhooks.get(due.webhook()).isPresent()
                && story.chain().chain().state() instanceof ChainState.Cancelled
                && isDeleted(due.webhook())) {
            // It has not been told yet that the webhook is deleted.
            return null;
        }
        return wasTouchedByAnother(node, delivery)
                ? null
                : "delivery " + due.key() + " is begun although its claim is over: " + story.chain();
    }

    private boolean isDeleted(WebhookId webhook) {
        return world.disk().webhooks(0).stream()
                .map(StoredWebhook::webhook)
                .anyMatch(stored -> stored.id().equals(webhook) && stored.status() == WebhookStatus.DELETED);
    }

    private boolean wasTouchedByAnother(SimulatedNode node, DeliveryId delivery) {
        Touch last = touched.get(delivery);
        boolean lately = last != null
                && last.node() != node
                && world.now() - last.micros() <= Simulation.toMicros(SimulatedNode.TERM.plusSeconds(1));
        return lately || (last != null && last.node() != node && !node.machine.isWell(PAST));
    }

    /** The store has handed out deliveries; some of them others held, whose leases must have been left to end for a reason. */
    void claimed(SimulatedNode node, Claimed claimed) {
        for (DueDelivery due : claimed.deliveries()) {
            world.say(() -> node.machine + " claims " + due.key());
            DueKey before = new DueKey(
                    due.key().delivery(), due.key().resumes(), due.key().fence() - 1);
            SimulatedNode holder = wire.isOnTheWire(before) ? holders.get(before) : null;
            world.require(
                    holder == null
                            || holder.isDead()
                            || isExcused(holder, due.key().delivery().chain()),
                    () -> "delivery " + due.key() + " is taken over from " + requireNonNull(holder).machine
                            + ", which is well and at work on it");
            holders.put(due.key(), node);
            touched.put(due.key().delivery(), new Touch(node, world.now()));
        }
    }

    /** A call about chains failed for a node, or its result was lost: that excuses what becomes of these, and of no other. */
    void disturbed(SimulatedNode node, Collection<ChainId> chains) {
        chains.forEach(chain -> disturbed.put(new Disturbed(node, chain), world.now()));
    }

    private boolean isExcused(SimulatedNode node, ChainId chain) {
        Long at = disturbed.get(new Disturbed(node, chain));
        return !node.machine.wasThere(PAST) || (at != null && world.now() - at <= Simulation.toMicros(PAST));
    }

    /** A node that closed gracefully hands its work back at once, but for what a failed call was about. */
    void closed(SimulatedNode node, Collection<ChainId> chains) {
        chains.forEach(chain -> {
            if (!isExcused(node, chain)) {
                world.disk().story(chain).ifPresent(story -> requireNotHeld(node, story));
            }
        });
    }

    void forget(SimulatedNode node) {
        unheard.removeIf(known -> known.node() == node);
        disturbed.keySet().removeIf(known -> known.node() == node);
    }

    private void requireNotHeld(SimulatedNode node, ChainStory story) {
        Due due = story.chain().due();
        Lease lease = due == null ? null : due.lease();
        world.require(
                lease == null
                        // What a node could not write it does not give back: the lease ends by itself.
                        || world.isPoison(story.chain().chain().id())
                        || !lease.holder().equals(node.parts.claimant.node())
                        || !lease.until().isAfter(world.storeTime(node.machine)),
                () -> "chain " + story.chain().chain().id() + " stays claimed although its node has closed");
    }

    /** Returns the delivery that a change is about. */
    private static DeliveryId deliveryOf(Change change, Outcome.Applied applied) {
        Chain chain = applied.before().chain();
        if (change instanceof Change.RecordAttempt recorded) {
            return recorded.key().delivery();
        }
        return new DeliveryId(
                chain.id(),
                change instanceof Change.Apply apply && apply.input() instanceof ChainInput.CalledBack calledBack
                        ? calledBack.step()
                        : chain.state().step());
    }
}
