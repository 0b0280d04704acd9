package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node holds, and since when: from the claim until what became of it is durable. Most is over long before its lease
 * ends, and costs the store nothing; the rest is renewed, many together. Thread-safe.
 *
 * <p>A node that was paused past its leases wakes up without the right to go on: what it has not begun it does not begin ({@link
 * #isHeld}), and what it has on the wire is recorded under a fence that no longer counts, unless it is a success.
 */
public final class LeaseRenewer implements BackgroundTask {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewer.class);
    /** Few, since commits may have to wait for a renewal. */
    private static final int BATCH = 128;
    /** Part of a term that passes before a lease is renewed: two more attempts can fail before it ends. */
    private static final int RENEWALS_PER_TERM = 3;

    private static final int LOOKS_PER_TERM = 6;

    /** One lease, with the time at which it was asked for: the store may have given it later, and never earlier. */
    private record Held(LaneKey lane, Instant since) {}

    private final String name;
    private final Store store;
    private final LaneScheduler lanes;
    private final LeaseRequest claimant;
    private final Clock clock;
    private final Map<ClaimToken, Held> held = new ConcurrentHashMap<>();

    public LeaseRenewer(EngineContext context, Store store, LaneScheduler lanes, LeaseRequest claimant) {
        this.name = context.name();
        this.store = store;
        this.lanes = lanes;
        this.claimant = claimant;
        this.clock = context.clock();
    }

    /**
     * Notes a claim that the store has given.
     *
     * @param asked when the store was asked for it
     */
    void track(ClaimedDelivery delivery, Instant asked) {
        ClaimToken key = delivery.key();
        if (key.fencingToken() > 1) {
            // A clock that was set back while this node stood still hides that its lease had ended, and the node
            // claims the delivery again: what it held of it before must not begin too.
            held.remove(new ClaimToken(key.delivery(), key.resumeCount(), key.fencingToken() - 1));
        }
        held.put(key, new Held(delivery.lane(), asked));
    }

    /** Forgets a claim: what became of it is durable, or it is not this node's any more. */
    void untrack(ClaimToken key) {
        held.remove(key);
    }

    /** Returns whether an attempt may begin under a claim: no other node can have claimed the delivery yet. */
    boolean isHeld(ClaimToken key, Instant now) {
        Held lease = held.get(key);
        return lease != null && now.isBefore(lease.since().plus(claimant.duration()));
    }

    public boolean isEmpty() {
        return held.isEmpty();
    }

    /** Renews what has been held for a while; returns when to look again. */
    @Override
    public Instant step() {
        Instant now = clock.instant();
        renewOlderThan(claimant.duration().dividedBy(RENEWALS_PER_TERM), now);
        return now.plus(claimant.duration().dividedBy(LOOKS_PER_TERM));
    }

    /**
     * Renews what should have been renewed before, before this node claims anything: once the store can be reached again it
     * must not hand out to this node what it still has in flight, or has a result of.
     */
    void renewOverdue() {
        renewOlderThan(claimant.duration().dividedBy(2), clock.instant());
    }

    private void renewOlderThan(Duration age, Instant now) {
        var old = new ArrayList<ClaimToken>();
        held.forEach((key, lease) -> {
            // Later than now: the clock was set back, and its age is unknown.
            if (!now.isBefore(lease.since().plus(age)) || lease.since().isAfter(now)) {
                old.add(key);
            }
        });
        for (int from = 0; from < old.size(); from += BATCH) {
            renew(List.copyOf(old.subList(from, Math.min(old.size(), from + BATCH))));
        }
    }

    private void renew(List<ClaimToken> keys) {
        Instant asked = clock.instant();
        Set<ClaimToken> lost = new HashSet<>(store.renew(keys, claimant));
        for (ClaimToken key : keys) {
            if (!lost.contains(key)) {
                held.computeIfPresent(key, (same, lease) -> new Held(lease.lane(), asked));
                continue;
            }
            Held lease = held.remove(key);
            if (lease != null) {
                // Settled by a callback or a cancel, or another node's by now.
                LOG.debug("{}: delivery {} is not held any more", name, key);
                lanes.drop(lease.lane(), key::equals);
            }
        }
    }
}
