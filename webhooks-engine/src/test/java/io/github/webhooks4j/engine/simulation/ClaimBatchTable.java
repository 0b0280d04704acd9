package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.Lease;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.internal.Tables;
import io.github.webhooks4j.testkit.internal.Tables.ClaimBatchRow;
import java.lang.reflect.Field;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The claim batches of a store in memory, which the store itself does not show: for the oracle, which looks at them, and for mutants,
 * which damage them. Used by one thread.
 */
final class ClaimBatchTable {
    final Tables tables;

    private ClaimBatchTable(Tables tables) {
        this.tables = tables;
    }

    static ClaimBatchTable of(InMemoryStore store) {
        return new ClaimBatchTable((Tables) field(store, "tables"));
    }

    private static Object field(Object object, String name) {
        try {
            Field field = object.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a store in memory has " + name, e);
        }
    }

    /** Has the store take every number for free. */
    void forgetNumbers() {
        ((Set<?>) field(tables, "eventNumbers")).clear();
    }

    /** Returns all batches, the oldest first. */
    List<ClaimBatchRow> all() {
        return tables.claimBatches.all().stream()
                .sorted(Comparator.comparingLong(ClaimBatchRow::number))
                .toList();
    }

    /** Returns the batch that holds a chain; empty if there is none. */
    Optional<ClaimBatchRow> holding(ChainId chain) {
        return all().stream().filter(batch -> batch.chains().contains(chain)).findFirst();
    }

    /** Returns the lease under which a batch holds a chain; empty if none does. */
    Optional<Lease> lease(ChainId chain) {
        return holding(chain).map(ClaimBatchRow::lease);
    }

    /** Returns the leases of the batches that other nodes hold, by the numbers of the batches. */
    Map<Long, Lease> leasesOfOthers(NodeId node) {
        return tables.claimBatches.all().stream()
                .filter(batch -> !batch.lease().holder().equals(node))
                .collect(Collectors.toMap(ClaimBatchRow::number, ClaimBatchRow::lease));
    }

    /** Adds a batch or replaces it, for good. */
    void put(ClaimBatchRow batch) {
        tables.claimBatches.put(batch.number(), batch);
        tables.keep();
    }

    /** Removes a batch, for good. */
    void remove(ClaimBatchRow batch) {
        tables.claimBatches.remove(batch.number());
        tables.keep();
    }
}
