package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.delivery.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The unfinished delivery of a chain. A chain has at most one, that of its present step.
 *
 * @param at when the next attempt may be made
 * @param next the next attempt
 * @param fence counts the claims; a later write of a lease owner counts only while the number is still its own
 * @param lease the lease of the node that works on it; null if none does
 */
public record Due(
        Instant at, NextAttempt next, int fence, @Nullable Lease lease) {
    public Due {
        requireNonNull(at, "at");
        requireNonNull(next, "next");
    }

    /** Creates a delivery all of whose attempts so far count as failures. */
    public Due(Instant at, int attempt, int fence, @Nullable Lease lease) {
        this(at, NextAttempt.afterFailures(attempt), fence, lease);
    }

    /** Returns the next attempt's number, from 1. */
    public int attempt() {
        return next.number();
    }

    /** Returns whether a node works on it, or did and is dead. */
    public boolean claimed() {
        return lease != null;
    }

    /** Returns from when on it may be claimed: when it is due, or when the lease on it ends. */
    public Instant freeAt() {
        return lease == null ? at : lease.until();
    }

    static Due first(Instant at, @Nullable Claimant claimant) {
        var due = new Due(at, NextAttempt.FIRST, 0, null);
        return claimant == null ? due : due.claim(claimant.lease(at));
    }

    Due retry(Verdict.Retry retry) {
        return new Due(retry.at(), next.after(retry), fence, null);
    }

    /** A node that works on it continues: the result of that attempt counts. */
    Due toNewDestination(Instant now) {
        return new Due(now, next.toNewDestination(), fence, lease);
    }

    Due claim(Lease lease) {
        return new Due(at, next, fence + 1, lease);
    }

    Due renew(Lease lease) {
        return new Due(at, next, fence, lease);
    }

    Due release() {
        return new Due(at, next, fence, null);
    }
}
