package io.github.webhooks4j.engine.internal.delivery;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.health.StoreSnapshot;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.WorkSink;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.MetricsRecorder;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Claims deliveries from the store when they are due and their lanes have room. One task calls {@link #step}.
 *
 * <p>The lanes record what this engine leaves in the store, so only lanes with work are queried. A full scan of all
 * lanes runs at the start and then periodically, as a safety net. Deliveries that other nodes hold are checked when
 * their leases end.
 */
public final class ClaimPoller implements BackgroundTask {
    private static final Duration LONGEST_LANES_INTERVAL = Duration.ofSeconds(10);
    /**
     * Deliveries released in one step. Small, since no caller waits for them, and they delay commits for which callers
     * wait.
     */
    private static final int MAX_DRAINED_PER_STEP = 32;

    private final Store store;
    private final WorkSink lanes;
    private final LeaseRenewer leases;
    private final CommandGateway commits;
    private final Waker deliveries;
    private final LeaseRequest claimant;
    private final Clock clock;
    private final MetricsRecorder metrics;
    /**
     * At most the lease term: the next scan finds a lease that was granted just after a scan before it ends, unless it
     * is renewed.
     */
    private final Duration lanesInterval;

    private final AtomicLong takeovers = new AtomicLong();
    private volatile boolean fullScanRequested;
    private volatile @Nullable StoreSnapshot reading;
    private DueTime nextLanes; // confined to the task, once it runs

    /**
     * Creates a poller.
     *
     * @param deliveries woken when a delivery may start
     */
    public ClaimPoller(
            Store store,
            WorkSink lanes,
            LeaseRenewer leases,
            CommandGateway commits,
            Waker deliveries,
            LeaseRequest claimant,
            EngineContext context) {
        this.store = store;
        this.lanes = lanes;
        this.leases = leases;
        this.commits = commits;
        this.deliveries = deliveries;
        this.claimant = claimant;
        this.clock = context.clock();
        this.metrics = context.metrics();
        this.lanesInterval = claimant.duration().compareTo(LONGEST_LANES_INTERVAL) < 0
                ? claimant.duration()
                : LONGEST_LANES_INTERVAL;
        this.nextLanes = DueTime.atOnce(lanesInterval);
    }

    /** Reads the store before the first step. */
    public void load() {
        readLanes(clock.instant());
    }

    /** Returns what was last read from the store. */
    public StoreSnapshot reading() {
        return requireNonNull(reading, "reading");
    }

    /** Makes the next step scan all lanes; the caller wakes the task. Does not block. */
    public void requestFullScan() {
        fullScanRequested = true;
    }

    /** Returns how many claimed deliveries another node had held until its lease ended. */
    public long takeovers() {
        return takeovers.get();
    }

    @Override
    public Instant step() {
        Instant now = clock.instant();
        if (fullScanRequested || nextLanes.isDue(now)) {
            fullScanRequested = false;
            readLanes(now);
        }
        leases.renewOverdue();
        commits.release(lanes.drainOpenCircuits(MAX_DRAINED_PER_STEP));
        List<ClaimRequest> claims = lanes.claims(now);
        if (!claims.isEmpty()) {
            // The time of this query, from which leases are counted: the steps before may have taken long.
            claim(claims, clock.instant());
        }
        Instant next = lanes.nextTime(now);
        deliveries.wake();
        return next == null || next.isAfter(nextLanes.at()) ? nextLanes.at() : next;
    }

    private void readLanes(Instant now) {
        nextLanes = DueTime.atOnce(lanesInterval);
        Instant oldest = now;
        List<LaneDueTime> dueTimes = store.lanes();
        lanes.noteNextDue(dueTimes);
        for (LaneDueTime due : dueTimes) {
            if (due.at().isBefore(oldest) && !lanes.isParked(due.lane().webhook())) {
                oldest = due.at();
            }
        }
        reading = new StoreSnapshot(now, Duration.between(oldest, now), store.chainCounts(), store.pendingSlices());
        nextLanes = nextLanes.after(now, lanesInterval);
    }

    private void claim(List<ClaimRequest> claims, Instant now) {
        ClaimResult claimed;
        Instant begun = metrics.begin();
        try {
            claimed = store.claim(claims, claimant);
        } catch (RuntimeException | Error e) {
            metrics.record(metered -> metered.onClaimFailed(metrics.since(begun)));
            // If the store did grant claims, their leases end by themselves.
            lanes.claimFailed(claims, now);
            throw e;
        }
        claimed.deliveries().forEach(delivery -> leases.track(delivery, now));
        takeovers.addAndGet(claimed.takeovers());
        if (metrics.isOn()) {
            int deliveries = claimed.deliveries().size();
            metrics.record(metered -> metered.onClaimed(deliveries, claimed.takeovers(), metrics.since(begun)));
        }
        // Their lanes were parked or stopped during the claim: this node would not deliver them.
        commits.release(lanes.claimed(claims, claimed));
    }
}
