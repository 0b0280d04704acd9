package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The unfinished delivery of a chain. A chain has at most one: it stands at one step at a time.
 *
 * @param at when the next attempt may be made
 * @param attempt the next attempt's number, from 1; so many less one have failed
 * @param fence counts the claims; what a claimer writes later counts only while the number is still its own
 * @param lease who works on it; null if nobody does
 */
public record Due(
        Instant at, int attempt, int fence, @Nullable Lease lease) {
    public Due {
        requireNonNull(at, "at");
    }

    /** Says whether somebody works on it, or did and is dead. */
    public boolean claimed() {
        return lease != null;
    }

    /** Returns from when on it may be claimed: when it is due, or when the lease on it ends. */
    public Instant freeAt() {
        return lease == null ? at : lease.until();
    }

    static Due first(Instant at, @Nullable Claimant claimant) {
        var due = new Due(at, 1, 0, null);
        return claimant == null ? due : due.claim(claimant.lease(at));
    }

    Due retryAt(Instant time) {
        return new Due(time, attempt + 1, fence, null);
    }

    Due claim(Lease lease) {
        return new Due(at, attempt, fence + 1, lease);
    }

    Due renew(Lease lease) {
        return new Due(at, attempt, fence, lease);
    }

    Due release() {
        return new Due(at, attempt, fence, null);
    }
}
