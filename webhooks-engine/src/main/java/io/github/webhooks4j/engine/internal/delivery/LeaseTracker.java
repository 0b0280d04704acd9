package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.backend.StartedChain;
import io.github.webhooks4j.spi.store.Mutation;

/**
 * Starts to track the leases of pre-claimed chains when they are durable, and stops when their deliveries are settled.
 */
public final class LeaseTracker implements CommitListener {
    private final LeaseRenewer leases;

    public LeaseTracker(LeaseRenewer leases) {
        this.leases = leases;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(this::follow);
    }

    @Override
    public void onDropped(Mutation change) {
        forget(change);
    }

    private void follow(Committed.Entry entry) {
        for (StartedChain started : entry.started()) {
            if (started.prepared() != null && !started.cancelled()) {
                leases.track(started.prepared(), entry.preparedAt());
            }
        }
        forget(entry.change());
    }

    private void forget(Mutation change) {
        if (change instanceof Mutation.RecordAttempt recorded) {
            leases.untrack(recorded.key());
        } else if (change instanceof Mutation.Release release) {
            leases.untrack(release.key());
        } else if (change instanceof Mutation.Move move && move.claim() != null) {
            leases.untrack(move.claim());
        }
    }
}
