package io.github.webhooks4j.stats;

/**
 * Counts every chain ever created by its present state. Retention deletes rows, but does not change the counts. Chains
 * that an event starts slice by slice are counted when they are created; unfinished chains of a deleted webhook count
 * as cancelled.
 *
 * @param accepted all chains
 * @param complete chains that are complete
 * @param awaitingCallback chains that await a callback
 * @param delivering chains that are delivering
 * @param interrupted chains that were interrupted
 * @param cancelled chains that were cancelled
 */
public record ChainCounts(
        long accepted, long complete, long awaitingCallback, long delivering, long interrupted, long cancelled) {
    /** Returns how many accepted chains are counted in no state; negative if some are counted twice. */
    public long discrepancy() {
        return accepted - (complete + awaitingCallback + delivering + interrupted + cancelled);
    }

    /** Returns whether every accepted chain is counted in exactly one state. */
    public boolean isBalanced() {
        return discrepancy() == 0;
    }
}
