package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.NextAttempt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The unfinished delivery of a chain. A chain has at most one, that of its present step.
 *
 * @param at when the next attempt may be made
 * @param next the next attempt
 * @param fencingToken the number of the present claim, raised by each claim; writes under an earlier token are outdated
 * @param lease the lease of the node that owns it; null if no node does
 */
public record PendingDelivery(
        Instant at,
        NextAttempt next,
        int fencingToken,
        @Nullable Lease lease) {
    public PendingDelivery {
        requireNonNull(at, "at");
        requireNonNull(next, "next");
    }

    /** Creates a delivery whose attempts so far all count as failures. */
    public PendingDelivery(Instant at, int attempt, int fencingToken, @Nullable Lease lease) {
        this(at, NextAttempt.afterFailures(attempt), fencingToken, lease);
    }

    /** Returns the next attempt's number, from 1. */
    public int attempt() {
        return next.number();
    }

    /** Returns whether a node owns it, running or dead. */
    public boolean claimed() {
        return lease != null;
    }

    /** Returns the earliest time for a claim: when it is due, or when the lease on it ends. */
    public Instant availableAt() {
        return lease == null ? at : lease.until();
    }

    /** Returns whether a claim batch holds it: it is a first delivery that the node which created the chain has claimed. */
    public boolean isInClaimBatch() {
        return lease != null && lease.holder().equals(StoreRules.CLAIM_BATCH);
    }

    static PendingDelivery first(Instant at) {
        return new PendingDelivery(at, NextAttempt.FIRST, 0, null);
    }

    static PendingDelivery inClaimBatch(Instant at, Lease lease) {
        return first(at).claim(lease);
    }

    PendingDelivery retry(AttemptOutcome.Retry retry) {
        return new PendingDelivery(retry.at(), next.after(retry), fencingToken, null);
    }

    /** The lease owner continues: the result of its attempt counts. */
    PendingDelivery toNewDestination(Instant now) {
        return new PendingDelivery(now, next.toNewDestination(), fencingToken, lease);
    }

    PendingDelivery claim(Lease lease) {
        return new PendingDelivery(at, next, fencingToken + 1, lease);
    }

    PendingDelivery renew(Lease lease) {
        return new PendingDelivery(at, next, fencingToken, lease);
    }

    /** Returns the same delivery, owned by no node, to be attempted from a time on. */
    PendingDelivery from(Instant now) {
        return new PendingDelivery(now, next, fencingToken, null);
    }

    PendingDelivery release() {
        return new PendingDelivery(at, next, fencingToken, null);
    }
}
