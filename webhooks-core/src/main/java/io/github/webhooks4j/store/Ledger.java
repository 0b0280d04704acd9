package io.github.webhooks4j.store;

/**
 * Counts every chain ever created by where it stands now. Retention takes rows away but no counts. A chain that an event starts
 * later, slice by slice, is counted when it is created; one that a deleted webhook left unfinished counts as cancelled.
 *
 * @param accepted all chains
 * @param complete chains that are complete
 * @param waiting chains that await a callback
 * @param pending chains that are delivering
 * @param interrupted chains that were interrupted
 * @param cancelled chains that were cancelled
 */
public record Ledger(long accepted, long complete, long waiting, long pending, long interrupted, long cancelled) {
    /** Returns how many accepted chains are accounted for nowhere; negative if some are accounted for twice. */
    public long missing() {
        return accepted - (complete + waiting + pending + interrupted + cancelled);
    }

    /** Says whether every accepted chain is accounted for. */
    public boolean isBalanced() {
        return missing() == 0;
    }
}
