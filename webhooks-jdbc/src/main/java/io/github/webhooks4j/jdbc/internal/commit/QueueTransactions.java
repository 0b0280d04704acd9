package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.jdbc.internal.queue.ClaimBatchDissolver;
import io.github.webhooks4j.jdbc.internal.queue.ClaimBatches;
import io.github.webhooks4j.jdbc.internal.queue.ClaimRange;
import io.github.webhooks4j.jdbc.internal.queue.DueQueries;
import io.github.webhooks4j.jdbc.internal.queue.HeldChains;
import io.github.webhooks4j.jdbc.internal.queue.LaneClaimer;
import io.github.webhooks4j.jdbc.internal.queue.LowWaterMarks;
import io.github.webhooks4j.jdbc.internal.queue.NodeTable;
import io.github.webhooks4j.jdbc.internal.sql.Database;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.StoreException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The transactions by which nodes share the queue and claim batches: claims, renewals, and what is free. In the store's time.
 * Thread-safe.
 */
final class QueueTransactions {
    /** A third of its term after it was granted a lease is renewed; another third may pass with waiting. */
    private static final int LOCK_WAITS_PER_TERM = 3;

    /** How long after the end of its lease a claim batch is remembered: longer than the term of a lease, as a rule. */
    private static final Duration FORGET_AFTER = Duration.ofMinutes(5);

    private final Database database;
    private final LaneClaimer claimer;
    private final ClaimBatchDissolver dissolver;
    private final HeldChains held;
    private final StoreClock clock;
    private final LowWaterMarks lowWater;

    QueueTransactions(SqlDatabase sql, HeldChains held, StoreClock clock, LowWaterMarks lowWater) {
        this.database = sql.database();
        this.claimer = sql.claimer();
        this.dissolver = sql.dissolver();
        this.held = held;
        this.clock = clock;
        this.lowWater = lowWater;
    }

    /** What is in the queue. */
    private record Queued(List<LaneDueTime> lanes, boolean expiredBatches) {}

    /** Deletes and dissolves claim batches that are not needed any more, and returns the lanes with deliveries in the queue. */
    Found<List<LaneDueTime>> lanes(Clock node) {
        deleteEmptyBatches();
        Found<Queued> found = lanesNow(node);
        while (found.what().expiredBatches()) {
            Instant now = node.instant();
            int dissolved = database.write(session -> dissolver.dissolve(session, clock.read(session, now)));
            found = lanesNow(node);
            if (dissolved == 0) {
                // Another transaction has locked the others.
                break;
            }
        }
        held.forgetEnded(found.now().minus(FORGET_AFTER));
        lowWater.reset(found.what().lanes(), found.now());
        return new Found<>(found.what().lanes(), found.now(), found.offset());
    }

    private Found<Queued> lanesNow(Clock node) {
        Instant callersNow = node.instant();
        return database.read(session -> {
            Instant now = clock.read(session, callersNow);
            var queued = new Queued(DueQueries.lanes(session), ClaimBatches.hasExpired(session, now));
            return Found.at(callersNow, now, queued);
        });
    }

    private void deleteEmptyBatches() {
        List<Long> numbers = held.takeEmpty();
        if (!numbers.isEmpty()) {
            boolean done = false;
            try {
                database.write(session -> ClaimBatches.delete(session, numbers));
                done = true;
            } finally {
                if (!done) {
                    held.giveBack(numbers);
                }
            }
        }
    }

    /** Claims deliveries that are in the queue. */
    Found<ClaimResult> claim(List<ClaimRequest> claims, LeaseRequest claimant, Instant callersNow) {
        List<ClaimRange> asks = lowWater.ranges(claims);
        Found<ClaimResult> found = database.lease(patience(claimant), session -> {
            Instant now = clock.read(session, callersNow);
            return Found.at(callersNow, now, claimer.claim(session, asks, claimant, now));
        });
        ClaimResult claimed = found.what();
        claimed.deliveries()
                .forEach(delivery -> held.remove(delivery.key().delivery().chain()));
        lowWater.advance(asks, claimed.remaining(), found.now());
        return found;
    }

    /** Renews claims, and returns those that the node has lost. */
    List<ClaimToken> renew(List<ClaimToken> keys, LeaseRequest claimant, Instant now) {
        Duration patience = patience(claimant);
        List<ClaimToken> others = renewHeld(keys, patience, claimant, now);
        if (others.isEmpty()) {
            return others;
        }
        List<ClaimToken> rest = database.lease(
                patience, session -> renew(session, SqlStatement.LOCK_HELD_SKIPPING, others, claimant, now));
        if (rest.isEmpty()) {
            return rest;
        }
        List<ClaimToken> lost = renewLocked(rest, patience, claimant, now);
        return lost.isEmpty() ? lost : renewFound(lost, patience, claimant, now);
    }

    /** Renews what batches hold though this process does not know, as after a commit whose response was lost. */
    private List<ClaimToken> renewFound(List<ClaimToken> keys, Duration patience, LeaseRequest claimant, Instant now) {
        Found<Map<Long, List<ClaimToken>>> found = database.lease(
                patience,
                session -> Found.at(
                        now, clock.read(session, now), ClaimBatches.batchesOf(session, keys, claimant.node())));
        if (found.what().isEmpty()) {
            return keys;
        }
        held.addFound(found.what(), claimant.node(), claimant.lease(found.now()).until());
        return renewHeld(keys, patience, claimant, now);
    }

    /** Renews claim batches, and returns the claims that they do not hold: those in the queue, perhaps. */
    private List<ClaimToken> renewHeld(List<ClaimToken> keys, Duration patience, LeaseRequest claimant, Instant now) {
        Map<Long, List<ClaimToken>> batches = held.batchesOf(keys, claimant.node());
        if (batches.isEmpty()) {
            return keys;
        }
        Found<Set<ClaimToken>> result = database.lease(patience, session -> {
            Instant storeNow = clock.read(session, now);
            return Found.at(now, storeNow, ClaimBatches.renew(session, batches, claimant, storeNow));
        });
        Set<ClaimToken> renewed = result.what();
        held.renewed(renewed, claimant.lease(result.now()).until());
        for (List<ClaimToken> claims : batches.values()) {
            for (ClaimToken key : claims) {
                if (!renewed.contains(key)) {
                    held.remove(key.delivery().chain());
                }
            }
        }
        return keys.stream().filter(key -> !renewed.contains(key)).toList();
    }

    private List<ClaimToken> renew(
            JdbcSession session, SqlStatement statement, List<ClaimToken> keys, LeaseRequest claimant, Instant now)
            throws SQLException {
        return DueQueries.renew(session, statement, keys, claimant, clock.read(session, now));
    }

    /** Apart from the others, which are safe by now: it may have to wait for the transactions that lock the rows. */
    private List<ClaimToken> renewLocked(List<ClaimToken> keys, Duration patience, LeaseRequest claimant, Instant now) {
        try {
            return database.lease(patience, session -> renew(session, SqlStatement.LOCK_HELD, keys, claimant, now));
        } catch (StoreException e) {
            if (!database.isLockTimeout(e)) {
                throw e;
            }
            // No node can claim a row that is locked: the claims are not lost, and are renewed the next time.
            return database.lease(patience, session -> DueQueries.lost(session, keys, claimant));
        }
    }

    /** Renews the lease of a node that delivers. */
    Found<DeliveringNodes> renewNode(LeaseRequest claimant, Clock node) {
        return database.lease(patience(claimant), session -> {
            NodeTable.lock(session);
            // Not before: the wait for the lock is no offset of the node's clock.
            Instant callersNow = node.instant();
            Instant now = clock.read(session, callersNow);
            return Found.at(callersNow, now, NodeTable.renew(session, claimant, now));
        });
    }

    private static Duration patience(LeaseRequest claimant) {
        return claimant.duration().dividedBy(LOCK_WAITS_PER_TERM);
    }
}
