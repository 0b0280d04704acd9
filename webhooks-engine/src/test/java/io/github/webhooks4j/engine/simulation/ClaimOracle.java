package io.github.webhooks4j.engine.simulation;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.health.SetAsideHealth;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Lease;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches claims: a delivery is taken over only from a node that is dead, paused or cut off, and no node starts a delivery that is
 * no longer to be made, or that another node owns.
 */
final class ClaimOracle {
    /** The node that last changed a delivery, and when. */
    private record Touch(SimulatedNode node, long micros) {}

    private record Disturbed(SimulatedNode node, ChainId chain) {}

    /** A time on both clocks: leases end by the store's, which may be set back in between, and faults by the simulation's. */
    private record Fault(long micros, Instant storeTime) {}

    private record Unheard(SimulatedNode node, DeliveryId delivery) {}

    /** A fault longer ago than this has no effect on leases any more. */
    private static final Duration PAST = SimulatedNode.TERM.multipliedBy(2);

    private final Simulation world;
    private final WireOracle wire;
    private final Map<DeliveryId, Touch> touched = new HashMap<>();
    /** The present or last owner of a claim. */
    private final Map<ClaimToken, SimulatedNode> holders = new HashMap<>();
    /** Deliveries that were settled without the node being notified, because the result of a commit was lost. */
    private final Set<Unheard> unheard = new HashSet<>();

    /** When a call about a chain last failed for a node, or its result was lost: a claim, a renewal, a commit. */
    private final Map<Disturbed, Fault> disturbed = new HashMap<>();

    ClaimOracle(Simulation world, WireOracle wire) {
        this.world = world;
        this.wire = wire;
    }

    /** A chain was started; if it was pre-claimed, by this node. */
    void born(SimulatedNode node, ChainId chain) {
        holders.put(new ClaimToken(new DeliveryId(chain, 0), 0, 1), node);
    }

    /** A mutation was committed, and the node is notified. */
    void committed(SimulatedNode node, Mutation change, MutationResult.Applied applied) {
        DeliveryId delivery = deliveryOf(change, applied);
        unheard.remove(new Unheard(node, delivery));
        if (!applied.before().equals(applied.after())) {
            touched.put(delivery, new Touch(node, world.now()));
        }
    }

    void answerLost(SimulatedNode node, List<Mutation> changes, List<MutationResult> outcomes) {
        for (int i = 0; i < changes.size(); i++) {
            if (outcomes.get(i) instanceof MutationResult.Applied applied) {
                unheard.add(new Unheard(node, deliveryOf(changes.get(i), applied)));
            }
            if (changes.get(i) instanceof Mutation.BulkSlice slice
                    && outcomes.get(i) instanceof MutationResult.BulkMoved moved) {
                answerLost(node, slice.changes(), moved.results());
            }
        }
    }

    /**
     * A worker has taken a delivery. Returns what is wrong with starting it: the delivery must still be to be made, and be owned by
     * this node. A node learns at the next renewal what another node did to it, so within a term at the latest.
     */
    @Nullable String objectionTo(SimulatedNode node, ClaimedDelivery due) {
        world.say(() -> node.machine + " takes " + due.key() + " attempt " + due.attempt());
        DeliveryId delivery = due.key().delivery();
        ChainDetails story = world.disk().findChain(delivery.chain()).orElse(null);
        if (story == null
                || unheard.contains(new Unheard(node, delivery))
                || StoreRules.isCurrent(story.chain(), due.key())) {
            return story == null && !wasTouchedByAnother(node, delivery) ? "delivery " + due.key() + " is gone" : null;
        }
        if (node.facades.webhooks.get(due.webhook()).isPresent()
                && story.chain().chain().state() instanceof ChainState.Cancelled
                && isDeleted(due.webhook())) {
            // The node does not know yet that the webhook is deleted.
            return null;
        }
        return wasTouchedByAnother(node, delivery)
                ? null
                : "delivery " + due.key() + " is started although its claim is over: " + story.chain();
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

    /** The store has returned deliveries; if another node held one, its lease must have ended for a reason. */
    void claimed(SimulatedNode node, ClaimResult claimed) {
        for (ClaimedDelivery due : claimed.deliveries()) {
            world.say(() -> node.machine + " claims " + due.key());
            ClaimToken before = new ClaimToken(
                    due.key().delivery(), due.key().resumeCount(), due.key().fencingToken() - 1);
            SimulatedNode holder = wire.isOnTheWire(before) ? holders.get(before) : null;
            world.require(
                    holder == null
                            || holder.isDead()
                            || isExcused(holder, due.key().delivery().chain()),
                    () -> "delivery " + due.key() + " is taken over from " + requireNonNull(holder).machine
                            + ", which is healthy and works on it");
            holders.put(due.key(), node);
            touched.put(due.key().delivery(), new Touch(node, world.now()));
        }
    }

    /** A node renews: that changes no lease of a batch that another node holds. Returns what the renewal returns. */
    List<ClaimToken> renewed(SimulatedNode node, LeaseRequest claimant, Supplier<List<ClaimToken>> renewal) {
        ClaimBatchTable batches = ClaimBatchTable.of(world.disk());
        Map<Long, Lease> before = batches.leasesOfOthers(claimant.node());
        List<ClaimToken> lost = renewal.get();
        Map<Long, Lease> after = batches.leasesOfOthers(claimant.node());
        world.require(
                after.equals(before),
                () -> node.machine + " has changed leases of other nodes, from " + before + " to " + after);
        return lost;
    }

    /** A call about chains failed for a node, or its result was lost: that excuses effects on these chains, and on no others. */
    void disturbed(SimulatedNode node, Collection<ChainId> chains) {
        Fault fault = new Fault(world.now(), world.storeTime(node.machine));
        chains.forEach(chain -> disturbed.put(new Disturbed(node, chain), fault));
    }

    private boolean isExcused(SimulatedNode node, ChainId chain) {
        Fault last = disturbed.get(new Disturbed(node, chain));
        return !node.machine.wasThere(PAST)
                || (last != null
                        && (world.now() - last.micros() <= Simulation.toMicros(PAST)
                                || !world.storeTime(node.machine)
                                        .isAfter(last.storeTime().plus(PAST))));
    }

    /** A node that closed gracefully releases its work at once, except for chains of a failed call. */
    void closed(SimulatedNode node, Collection<ChainId> chains) {
        requireNoneHeld(node, chains, "closed");
    }

    /** A node that delivers nothing holds nothing, except for chains of a failed call, and records that are set aside in memory. */
    void stopped(SimulatedNode node, Collection<ChainId> chains) {
        Set<ChainId> setAside = node.facades.setAside.list().earliest().stream()
                .map(SetAsideHealth.Entry::chain)
                .collect(Collectors.toSet());
        requireNoneHeld(
                node, chains.stream().filter(chain -> !setAside.contains(chain)).toList(), "stopped delivering");
    }

    private void requireNoneHeld(SimulatedNode node, Collection<ChainId> chains, String what) {
        chains.forEach(chain -> {
            if (!isExcused(node, chain)) {
                world.disk().findChain(chain).ifPresent(story -> requireNotHeld(node, story, what));
            }
        });
    }

    void forget(SimulatedNode node) {
        unheard.removeIf(known -> known.node() == node);
        disturbed.keySet().removeIf(known -> known.node() == node);
    }

    private void requireNotHeld(SimulatedNode node, ChainDetails story, String what) {
        PendingDelivery due = story.chain().due();
        ChainId chain = story.chain().chain().id();
        Lease lease = due == null
                ? null
                : StoreRules.isInClaimBatch(story.chain())
                        ? ClaimBatchTable.of(world.disk()).lease(chain).orElse(null)
                        : due.lease();
        world.require(
                lease == null
                        // A node does not release what it could not write: the lease ends by itself.
                        || world.isPoison(chain)
                        || !lease.holder().equals(node.parts.claimant.node())
                        || !lease.until().isAfter(world.storeTime(node.machine)),
                () -> "chain " + chain + " stays claimed although its node has " + what);
    }

    /** Returns the delivery that a mutation names. */
    private static DeliveryId deliveryOf(Mutation change, MutationResult.Applied applied) {
        Chain chain = applied.before().chain();
        if (change instanceof Mutation.RecordAttempt recorded) {
            return recorded.key().delivery();
        }
        return new DeliveryId(
                chain.id(),
                change instanceof Mutation.Apply apply
                                && apply.input() instanceof ChainEvent.CallbackReceived calledBack
                        ? calledBack.step()
                        : chain.state().step());
    }
}
