package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.health.StoreReading;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.Store;
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
final class Dispatcher implements BackgroundTask {
    private static final Duration LONGEST_LANES_INTERVAL = Duration.ofSeconds(10);
    /** Released in one step. Few, since no caller waits for it, and commits for which callers do wait for it too. */
    private static final int STUCK_AT_ONCE = 32;

    private final Store store;
    private final Lanes lanes;
    private final Leases leases;
    private final CommitGateway commits;
    private final Waker deliveries;
    private final Claimant claimant;
    private final Clock clock;
    /** Not longer than a lease: one that was given just after a scan is met by the next before it ends, unless it is renewed. */
    private final Duration lanesInterval;

    private final AtomicLong takeovers = new AtomicLong();
    private volatile boolean fullScanRequested;
    private volatile @Nullable StoreReading reading;
    private DueTime nextLanes; // confined to the task, once it runs

    /**
     * Creates a dispatcher.
     *
     * @param deliveries woken when something may begin
     */
    Dispatcher(
            Store store,
            Lanes lanes,
            Leases leases,
            CommitGateway commits,
            Waker deliveries,
            Claimant claimant,
            Clock clock) {
        this.store = store;
        this.lanes = lanes;
        this.leases = leases;
        this.commits = commits;
        this.deliveries = deliveries;
        this.claimant = claimant;
        this.clock = clock;
        this.lanesInterval =
                claimant.term().compareTo(LONGEST_LANES_INTERVAL) < 0 ? claimant.term() : LONGEST_LANES_INTERVAL;
        this.nextLanes = DueTime.atOnce(lanesInterval);
    }

    /** Reads what the store holds, before the first step is done. */
    void load() {
        readLanes(clock.instant());
    }

    /** Returns what was last read in the store. */
    StoreReading reading() {
        return requireNonNull(reading, "reading");
    }

    /** Has the next step read all lanes, which the caller then wakes; does not block. */
    void requestFullScan() {
        fullScanRequested = true;
    }

    /** Returns how many deliveries were claimed that another node had held until the lease ended. */
    long takeovers() {
        return takeovers.get();
    }

    @Override
    public Instant step() {
        Instant now = clock.instant();
        if (fullScanRequested || nextLanes.isDue(now)) {
            fullScanRequested = false;
            readLanes(now);
        }
        leases.catchUp();
        commits.release(lanes.takeStuck(STUCK_AT_ONCE));
        List<LaneClaim> claims = lanes.claims(now);
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
        List<LaneDue> dues = store.lanes(now);
        lanes.noteDueInStore(dues);
        for (LaneDue due : dues) {
            if (due.at().isBefore(oldest) && !lanes.isParked(due.lane().webhook())) {
                oldest = due.at();
            }
        }
        reading = new StoreReading(now, Duration.between(oldest, now), store.ledger(), store.pendingSlices());
        nextLanes = nextLanes.after(now, lanesInterval);
    }

    private void claim(List<LaneClaim> claims, Instant now) {
        Claimed claimed;
        try {
            claimed = store.claim(claims, claimant, now);
        } catch (RuntimeException | Error e) {
            // If the store gave something all the same, the lease on it ends by itself.
            lanes.claimFailed(claims, now);
            throw e;
        }
        claimed.deliveries().forEach(delivery -> leases.began(delivery, now));
        takeovers.addAndGet(claimed.takeovers());
        // Parked or stopped while the claim was under way: this node would not work on these.
        commits.release(lanes.claimed(claims, claimed));
    }
}
