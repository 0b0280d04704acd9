package io.github.webhooks4j.spi.store.work;

import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import java.time.Instant;
import java.util.List;

/**
 * Receives each unit of work of a store, to compare it with what another store or a second run makes of the same.
 * Called within the commit: what it throws makes the commit fail.
 */
public interface UnitOfWorkObserver {
    /**
     * Receives one unit of work, before it is written.
     *
     * @param mutations what was applied, with times of the store's clock
     * @param snapshot what the mutations were applied to
     * @param now the time at which all of it happens
     * @param outcomes what the mutations came to
     * @param writes what is written
     */
    void applied(
            List<Mutation> mutations, Snapshot snapshot, Instant now, List<MutationResult> outcomes, Writes writes);
}
