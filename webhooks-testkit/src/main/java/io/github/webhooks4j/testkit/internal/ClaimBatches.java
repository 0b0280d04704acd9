package io.github.webhooks4j.testkit.internal;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.Lease;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.work.Writes;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.ClaimBatchRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What nodes hold from its creation on, in an in-memory store. Confined to the store's lock. */
final class ClaimBatches {
    private final Tables tables;

    ClaimBatches(Tables tables) {
        this.tables = tables;
    }

    void add(Writes.ClaimBatch batch) {
        long number = tables.nextClaimBatch();
        tables.claimBatches.put(number, new ClaimBatchRow(number, batch.lease(), new LinkedHashSet<>(batch.chains())));
    }

    /** Takes chains out of their batches, and drops the batches that hold no chain any more. */
    void release(List<ChainId> released) {
        var byBatch = new HashMap<Long, Set<ChainId>>();
        for (ChainId chain : released) {
            ClaimBatchRow batch = batchOf(chain);
            if (batch != null) {
                byBatch.computeIfAbsent(batch.number(), absent -> new LinkedHashSet<>())
                        .add(chain);
            }
        }
        byBatch.forEach(this::release);
    }

    private void release(long number, Set<ChainId> released) {
        ClaimBatchRow batch = Objects.requireNonNull(tables.claimBatches.get(number), "a batch that was found");
        var held = new LinkedHashSet<>(batch.chains());
        held.removeAll(released);
        if (held.isEmpty()) {
            tables.claimBatches.remove(number);
        } else {
            tables.claimBatches.put(number, new ClaimBatchRow(number, batch.lease(), held));
        }
    }

    /**
     * Renews the batch that holds a chain.
     *
     * @return false if the claim is not the present one, or no batch of the claimant holds the chain
     */
    boolean renew(ChainRow row, ClaimToken claim, LeaseRequest claimant, Instant now) {
        ClaimBatchRow batch = batchOf(row.id());
        if (batch == null
                || !StoreRules.isCurrent(row.chain(), claim)
                || !batch.lease().holder().equals(claimant.node())) {
            return false;
        }
        tables.claimBatches.put(batch.number(), new ClaimBatchRow(batch.number(), claimant.lease(now), batch.chains()));
        return true;
    }

    /** Puts what batches hold whose lease has ended into the queue, under that lease. */
    void dissolveEnded(Instant now) {
        tables.claimBatches.all().stream()
                .filter(batch -> !batch.lease().until().isAfter(now))
                .sorted(Comparator.comparingLong(ClaimBatchRow::number))
                .forEach(this::dissolve);
    }

    private void dissolve(ClaimBatchRow batch) {
        Lease ended = batch.lease();
        for (ChainId chain : batch.chains()) {
            ChainRow row = Objects.requireNonNull(tables.chains.get(chain), "a chain that a batch holds");
            tables.put(row.withChain(StoreRules.dissolve(row.chain(), ended)));
        }
        tables.claimBatches.remove(batch.number());
    }

    /** Drops all batches, whose chains are released. */
    void clear() {
        tables.claimBatches.keys().forEach(tables.claimBatches::remove);
    }

    private @Nullable ClaimBatchRow batchOf(ChainId chain) {
        Long number = tables.batchOf.get(chain);
        return number == null ? null : tables.claimBatches.get(number);
    }

    /** Finds the batch that holds a chain. */
    static final class Index implements Table.Index<ClaimBatchRow> {
        private final Map<ChainId, Long> batches = new HashMap<>();

        @Override
        public void moved(@Nullable ClaimBatchRow before, @Nullable ClaimBatchRow after) {
            if (before != null) {
                before.chains().forEach(batches::remove);
            }
            if (after != null) {
                after.chains().forEach(chain -> batches.put(chain, after.number()));
            }
        }

        @Nullable Long get(ChainId chain) {
            return batches.get(chain);
        }
    }
}
