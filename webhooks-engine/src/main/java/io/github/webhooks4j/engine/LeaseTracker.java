package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.Change;

/** Tracks the leases on what a commit created as claimed by this node, and forgets those on what it settled. */
final class LeaseTracker implements CommitListener {
    private final Leases leases;

    LeaseTracker(Leases leases) {
        this.leases = leases;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(this::follow);
    }

    @Override
    public void onDropped(Change change) {
        forget(change);
    }

    private void follow(Committed.Entry entry) {
        for (StartedChain started : entry.started()) {
            if (started.prepared() != null && !started.cancelled()) {
                leases.began(started.prepared(), entry.preparedAt());
            }
        }
        forget(entry.change());
    }

    private void forget(Change change) {
        if (change instanceof Change.RecordAttempt recorded) {
            leases.ended(recorded.key());
        } else if (change instanceof Change.Release release) {
            leases.ended(release.key());
        } else if (change instanceof Change.Move move && move.claim() != null) {
            leases.ended(move.claim());
        }
    }
}
