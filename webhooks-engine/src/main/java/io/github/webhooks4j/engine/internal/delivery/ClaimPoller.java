package io.github.webhooks4j.engine.internal.delivery;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.health.StoreSnapshot;
import io.github.webhooks4j.engine.internal.commit.CommitGateway;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
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
 * Fetches work from the store when it is due and its lane has room for it. {@link #step} belongs to one task.
 *
 * <p>What the engine itself leaves in the store it notes in the lanes, so the store is asked only for lanes that have something.
 * Now and then all lanes are read anew: at the start, and as a net below the notes. What other nodes hold
 * is looked at when their leases end.
 */
public final class ClaimPoller implements BackgroundTask {
    private static final Duration LONGEST_LANES_INTERVAL = Duration.ofSeconds(10);
    /** Released in one step. Few, since no caller waits for it, and commits for which callers do wait for it too. */
    private static final int MAX_DRAINED_PER_STEP = 32;

    private final Store store;
    private final LaneScheduler lanes;
    private final LeaseRenewer leases;
    private final CommitGateway commits;
    private final Waker deliveries;
    private final LeaseRequest claimant;
    private final Clock clock;
    /** Not longer than a lease: one that was given just after a scan is met by the next before it ends, unless it is renewed. */
    private final Duration lanesInterval;

    private final AtomicLong takeovers = new AtomicLong();
    private volatile boolean fullScanRequested;
    private volatile @Nullable StoreSnapshot reading;
    private DueTime nextLanes; // confined to the task, once it runs

    /**
     * Creates a dispatcher.
     *
     * @param deliveries woken when something may begin
     */
    public ClaimPoller(
            Store store,
            LaneScheduler lanes,
            LeaseRenewer leases,
            CommitGateway commits,
            Waker deliveries,
            LeaseRequest claimant,
            Clock clock) {
        this.store = store;
        this.lanes = lanes;
        this.leases = leases;
        this.commits = commits;
        this.deliveries = deliveries;
        this.claimant = claimant;
        this.clock = clock;
        this.lanesInterval = claimant.duration().compareTo(LONGEST_LANES_INTERVAL) < 0
                ? claimant.duration()
                : LONGEST_LANES_INTERVAL;
        this.nextLanes = DueTime.atOnce(lanesInterval);
    }

    /** Reads what the store holds, before the first step is done. */
    public void load() {
        readLanes(clock.instant());
    }

    /** Returns what was last read in the store. */
    public StoreSnapshot reading() {
        return requireNonNull(reading, "reading");
    }

    /** Has the next step read all lanes, which the caller then wakes; does not block. */
    public void requestFullScan() {
        fullScanRequested = true;
    }

    /** Returns how many deliveries were claimed that another node had held until the lease ended. */
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
            // Asked for now: leases are counted from here, and what came before may have taken its time.
            claim(claims, clock.instant());
        }
        Instant next = lanes.nextTime(now);
        deliveries.wake();
        return next == null || next.isAfter(nextLanes.at()) ? nextLanes.at() : next;
    }

    private void readLanes(Instant now) {
        nextLanes = DueTime.atOnce(lanesInterval);
        Instant oldest = now;
        List<LaneDueTime> dues = store.lanes();
        lanes.noteNextDue(dues);
        for (LaneDueTime due : dues) {
            if (due.at().isBefore(oldest) && !lanes.isParked(due.lane().webhook())) {
                oldest = due.at();
            }
        }
        reading = new StoreSnapshot(now, Duration.between(oldest, now), store.chainCounts(), store.pendingSlices());
        nextLanes = nextLanes.after(now, lanesInterval);
    }

    private void claim(List<ClaimRequest> claims, Instant now) {
        ClaimResult claimed;
        try {
            claimed = store.claim(claims, claimant);
        } catch (RuntimeException | Error e) {
            // If the store gave something all the same, the lease on it ends by itself.
            lanes.claimFailed(claims, now);
            throw e;
        }
        claimed.deliveries().forEach(delivery -> leases.track(delivery, now));
        takeovers.addAndGet(claimed.takeovers());
        // Parked or stopped while the claim was under way: this node would not work on these.
        commits.release(lanes.claimed(claims, claimed));
    }
}
