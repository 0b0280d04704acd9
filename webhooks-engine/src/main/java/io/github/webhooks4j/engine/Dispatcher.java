package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches work from the store when it is due and its lane has room for it. {@link #step} belongs to one loop.
 *
 * <p>What the engine itself leaves in the store it notes in the lanes, so the store is asked only for lanes that have something.
 * Now and then all lanes with unclaimed work are read anew: at the start, and as a net below the notes.
 */
final class Dispatcher {
    private static final Duration LANES_INTERVAL = Duration.ofSeconds(10);

    private final Store store;
    private final Lanes lanes;
    private final Journal journal;
    private final Runnable startWorkers;
    private final Clock clock;
    private Instant lanesReadAt = Instant.MIN; // confined to the loop

    /**
     * Creates a dispatcher.
     *
     * @param startWorkers called when something may begin
     */
    Dispatcher(Store store, Lanes lanes, Journal journal, Runnable startWorkers, Clock clock) {
        this.store = store;
        this.lanes = lanes;
        this.journal = journal;
        this.startWorkers = startWorkers;
        this.clock = clock;
    }

    @Nullable Instant step() {
        Instant now = clock.instant();
        // A clock that was set back must not stop the net from being cast.
        if (lanesReadAt.isAfter(now) || lanesReadAt.plus(LANES_INTERVAL).isBefore(now)) {
            for (LaneDue due : store.lanes()) {
                lanes.noteDueInStore(due.lane(), due.at());
            }
            lanesReadAt = now;
        }
        List<LaneClaim> claims = lanes.claims(now);
        if (!claims.isEmpty()) {
            claim(claims, now);
        }
        Instant next = lanes.nextTime(now);
        startWorkers.run();
        Instant nextLanes = now.plus(LANES_INTERVAL);
        return next == null || next.isAfter(nextLanes) ? nextLanes : next;
    }

    private void claim(List<LaneClaim> claims, Instant now) {
        Claimed claimed;
        try {
            claimed = store.claim(claims, now);
        } catch (RuntimeException | Error e) {
            lanes.claimFailed(claims, now);
            throw e;
        }
        // Parked or stopped while the claim was under way: nobody here would work on these.
        lanes.claimed(claims, claimed)
                .forEach(delivery -> journal.recordNow(new Change.Release(delivery.key()), () -> {}));
    }
}
