package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

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
    private static final int ALL = 0xff;

    private ChainStateCode() {}

    /** Reads state, step, cause and deadline_at. */
    static ChainState read(ChainId chain, ResultSet row, int column) throws SQLException {
        int code = row.getInt(column);
        int step = row.getInt(column + 1);
        return switch (code) {
            case HELD, QUEUED -> new ChainState.Delivering(step);
            case AWAITING_CALLBACK -> new AwaitingCallback(step, RowMappers.time(row, column + 3));
            case COMPLETE -> new Complete(step);
            case INTERRUPTED ->
                new Interrupted(
                        step,
                        InterruptionCause.fromCode(row.getString(column + 2)).orElseThrow());
            case CANCELLED -> new Cancelled(step);
            default -> throw new IllegalArgumentException("chain " + chain + " has the unknown state " + code);
        };
    }

    /** Returns the state of a code. */
    public static ChainState.Kind kind(int code) {
        return switch (code) {
            case HELD, QUEUED -> ChainState.Kind.DELIVERING;
            case AWAITING_CALLBACK -> ChainState.Kind.AWAITING_CALLBACK;
            case COMPLETE -> ChainState.Kind.COMPLETE;
            case INTERRUPTED -> ChainState.Kind.INTERRUPTED;
            case CANCELLED -> ChainState.Kind.CANCELLED;
            default -> throw new IllegalArgumentException("a chain has the unknown state " + code);
        };
    }

    /** Returns the codes of the chains that may be in one of some states, as bits; all if there are none. */
    public static int mask(Set<ChainState.Kind> states) {
        int mask = 0;
        for (ChainState.Kind state : states) {
            mask |= switch (state) {
                case DELIVERING -> 1 << HELD | 1 << QUEUED;
                case AWAITING_CALLBACK -> 1 << AWAITING_CALLBACK;
                case COMPLETE -> 1 << COMPLETE;
                case INTERRUPTED -> 1 << INTERRUPTED;
                // What a deleted webhook left unfinished counts as cancelled.
                case CANCELLED -> 1 << CANCELLED | 1 << HELD | 1 << QUEUED | 1 << AWAITING_CALLBACK;
            };
        }
        return states.isEmpty() ? ALL : mask;
    }

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
