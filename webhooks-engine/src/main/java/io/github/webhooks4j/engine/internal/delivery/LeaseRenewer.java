package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.internal.backend.WorkSink;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.MetricsRecorder;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the leases of this node, each from the claim until the outcome is durable. Most deliveries are settled long
 * before their lease ends and cost the store nothing; the other leases are renewed, many in one call. Thread-safe.
 *
 * <p>A node that was paused beyond the end of its leases may not continue with them: it starts no attempt under them
 * ({@link #isHeld}), and an attempt in flight is recorded under an outdated fencing token, which changes nothing unless
 * the attempt succeeded.
 */
public final class LeaseRenewer implements BackgroundTask {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewer.class);
    /** Small, since commits may have to wait for a renewal. */
    private static final int BATCH = 128;
    /** A lease is renewed after this part of its term, so that two renewals may fail before it ends. */
    private static final int RENEWALS_PER_TERM = 3;

    private static final int LOOKS_PER_TERM = 6;

    /** One lease, with the time of its claim query: the store may have granted it later, but never earlier. */
    private record Held(LaneKey lane, Instant since) {}

    private final String name;
    private final Store store;
    private final WorkSink lanes;
    private final LeaseRequest claimant;
    private final Clock clock;
    private final MetricsRecorder metrics;
    private final Map<ClaimToken, Held> held = new ConcurrentHashMap<>();

    public LeaseRenewer(EngineContext context, Store store, WorkSink lanes, LeaseRequest claimant) {
        this.name = context.name();
        this.store = store;
        this.lanes = lanes;
        this.claimant = claimant;
        this.clock = context.clock();
        this.metrics = context.metrics();
    }

    /**
     * Starts to track a claim that the store has granted.
     *
     * @param asked when the store was queried for it
     */
    void track(ClaimedDelivery delivery, Instant asked) {
        ClaimToken key = delivery.key();
        if (key.fencingToken() > 1) {
            // If the clock was set back while this node was paused, the end of its lease is not visible, and the node
            // claims the delivery again: no attempt may start under the former claim.
            held.remove(new ClaimToken(key.delivery(), key.resumeCount(), key.fencingToken() - 1));
        }
        held.put(key, new Held(delivery.lane(), asked));
    }

    /** Stops tracking a claim: its outcome is durable, or another node owns the delivery. */
    void untrack(ClaimToken key) {
        held.remove(key);
    }

    /** Returns whether an attempt may start under a claim: no other node can have claimed the delivery yet. */
    boolean isHeld(ClaimToken key, Instant now) {
        Held lease = held.get(key);
        return lease != null && now.isBefore(lease.since().plus(claimant.duration()));
    }

    public boolean isEmpty() {
        return held.isEmpty();
    }

    /** Renews the leases that are old enough; returns when to check again. */
    @Override
    public Instant step() {
        Instant now = clock.instant();
        renewOlderThan(claimant.duration().dividedBy(RENEWALS_PER_TERM), now);
        return now.plus(claimant.duration().dividedBy(LOOKS_PER_TERM));
    }

    /**
     * Renews overdue leases before this node claims anything. When the store can be reached again, it must not let this
     * node claim a second time what it still has in flight or has a result for.
     */
    void renewOverdue() {
        renewOlderThan(claimant.duration().dividedBy(2), clock.instant());
    }

    private void renewOlderThan(Duration age, Instant now) {
        var old = new ArrayList<Map.Entry<ClaimToken, Held>>();
        held.forEach((key, lease) -> {
            // Later than now: the clock was set back, and the age of the lease is unknown.
            if (!now.isBefore(lease.since().plus(age)) || lease.since().isAfter(now)) {
                old.add(Map.entry(key, lease));
            }
        });
        // What one claim batch holds comes together: a call that concerns few batches renews few rows.
        old.sort(Comparator.comparing(entry -> entry.getValue().since()));
        List<ClaimToken> keys = old.stream().map(Map.Entry::getKey).toList();
        for (int from = 0; from < keys.size(); from += BATCH) {
            renew(List.copyOf(keys.subList(from, Math.min(keys.size(), from + BATCH))));
        }
    }

    private void renew(List<ClaimToken> keys) {
        Instant asked = clock.instant();
        Set<ClaimToken> lost = new HashSet<>(store.renew(keys, claimant));
        if (metrics.isOn()) {
            int renewed = keys.size() - lost.size();
            metrics.record(metered -> metered.onLeasesRenewed(renewed, lost.size(), metrics.since(asked)));
        }
        for (ClaimToken key : keys) {
            if (!lost.contains(key)) {
                held.computeIfPresent(key, (same, lease) -> new Held(lease.lane(), asked));
                continue;
            }
            Held lease = held.remove(key);
            if (lease != null) {
                // Settled by a callback or a cancellation, or owned by another node by now.
                LOG.debug("{}: delivery {} is not held any more", name, key);
                lanes.drop(lease.lane(), key::equals);
            }
        }
    }
}
