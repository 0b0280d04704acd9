package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads bulk jobs; {@link Mutation.StartBulk}, {@link Mutation.BulkSlice} and {@link Mutation.StopBulk} write them. {@link
 * HistoryStore#prune} deletes those that ended longer ago than the retention. A part of {@link Store}, which states what holds for
 * all parts.
 */
public interface BulkStore {
    /** Returns a bulk job; empty if there is none, perhaps no longer. */
    Optional<BulkJob> bulkJob(BulkJobId id);

    /** Returns the bulk job that runs; there is at most one. */
    Optional<BulkJob> runningBulkJob();

    /**
     * Returns bulk jobs, the last by their ids first.
     *
     * @param before only jobs whose id sorts before this one; null for all
     * @param limit how many at most
     */
    List<BulkJob> bulkJobs(@Nullable BulkJobId before, int limit);
}
