package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;

/** The codes of states in rows of chains. None is 0 or 1, which take less room in a row of SQLite. */
public final class ChainStateCode {
    /** Delivering; a claim batch holds it, and it has no row in the queue. */
    public static final int HELD = 2;

    /** Delivering; it has one row in the queue. */
    public static final int QUEUED = 3;

    public static final int AWAITING_CALLBACK = 4;
    /** From here on chains are finished. */
    public static final int COMPLETE = 5;

    public static final int INTERRUPTED = 6;
    public static final int CANCELLED = 7;

    private ChainStateCode() {}

    /** Returns the code of a chain's state. */
    public static int of(StoredChain record) {
        ChainState state = record.chain().state();
        if (state instanceof Complete) {
            return COMPLETE;
        } else if (state instanceof AwaitingCallback) {
            return AWAITING_CALLBACK;
        } else if (state instanceof Interrupted) {
            return INTERRUPTED;
        } else if (state instanceof Cancelled) {
            return CANCELLED;
        }
        return StoreRules.isInClaimBatch(record) ? HELD : QUEUED;
    }
}
