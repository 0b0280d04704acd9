package io.github.webhooks4j.jdbc.internal.commit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.internal.row.ChainStateCode;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.Writes;
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of chains, of their pending deliveries and of their attempts that a commit writes. A chain that a claim batch holds is written
 * with a guard: only if it is as it is known. Confined to one thread.
 */
final class ChainRows {
    private final Function<EventId, @Nullable Long> eventNumbers;
    private final List<@Nullable Object[]> inserted = new ArrayList<>();
    private final List<@Nullable Object[]> moved = new ArrayList<>();
    private final List<@Nullable Object[]> settled = new ArrayList<>();
    private final List<@Nullable Object[]> updated = new ArrayList<>();
    private final List<@Nullable Object[]> pending = new ArrayList<>();
    private final List<ChainId> done = new ArrayList<>();
    private final List<@Nullable Object[]> attempts = new ArrayList<>();
    private final Map<ChainId, StoredChain> heldFromStart = new HashMap<>();
    /** First attempts that may be stored in the row of their chain. */
    private final Map<ChainId, StoredAttempt> firstAttempts = new HashMap<>();

    /**
     * Makes the rows.
     *
     * @param eventNumbers finds the number of the event of a chain that is started again
     */
    ChainRows(Writes writes, Function<EventId, @Nullable Long> eventNumbers) {
        this.eventNumbers = eventNumbers;
        for (StoredAttempt attempt : writes.attempts()) {
            if (RowMappers.fitsRowOfChain(attempt)) {
                firstAttempts.put(attempt.key().delivery().chain(), attempt);
            } else {
                attempts.add(RowMappers.attemptRow(attempt));
            }
        }
        for (ChainWrite chain : writes.chains()) {
            add(chain.before(), chain.after());
        }
        for (StoredAttempt attempt : firstAttempts.values()) {
            attempts.add(RowMappers.attemptRow(attempt));
        }
    }

    private void add(@Nullable StoredChain before, StoredChain after) {
        boolean held = StoreRules.isInClaimBatch(after);
        if (before == null) {
            inserted.add(insertedRow(after));
            if (held) {
                heldFromStart.put(after.chain().id(), after);
            } else if (after.due() != null) {
                pending.add(RowMappers.pendingRow(after, after.due()));
            }
            return;
        }
        boolean wasHeld = StoreRules.isInClaimBatch(before);
        if (after.revision() != before.revision()) {
            moved.add(RowMappers.joined(
                    RowMappers.planRow(after), keyAndGuard(after, wasHeld ? before.revision() : null)));
        }
        if (wasHeld && isSettled(before, after)) {
            settled.add(RowMappers.settledRow(after, firstAttempts.remove(after.chain().id())));
        } else if (wasHeld != held || !after.chain().equals(before.chain())) {
            updated.add(
                    RowMappers.joined(RowMappers.stateRow(after), keyAndGuard(after, wasHeld ? after.revision() : null)));
        }
        PendingDelivery due = after.due();
        if (due == null) {
            if (before.due() != null && !wasHeld) {
                done.add(after.chain().id());
            }
        } else if (!held) {
            pending.add(RowMappers.pendingRow(after, due));
        }
    }

    /** Whether nothing but its state, a deadline or an end changes with the first attempt. */
    private static boolean isSettled(StoredChain before, StoredChain after) {
        int code = ChainStateCode.of(after);
        return (code == ChainStateCode.COMPLETE || code == ChainStateCode.AWAITING_CALLBACK)
                && after.revision() == before.revision()
                && after.chain().state().step() == 0
                && after.chain().resumeCount() == 0;
    }

    private static @Nullable Object[] keyAndGuard(StoredChain chain, @Nullable Integer guard) {
        ChainId id = chain.chain().id();
        return new @Nullable Object[] {id.webhookNumber(), id.number(), guard};
    }

    private @Nullable Object[] insertedRow(StoredChain record) {
        Chain chain = record.chain();
        long number = chain.id().number();
        Long event = eventNumbers.apply(record.event());
        @Nullable Object[] plan = RowMappers.planRow(record);
        @Nullable Object[] state = RowMappers.stateRow(record);
        var row = new @Nullable Object[4 + plan.length + state.length];
        row[0] = chain.id().webhookNumber();
        row[1] = number;
        row[2] = event == null || event == number ? null : event;
        row[3] = requireNonNull(RowMappers.millis(record.startedAt()));
        System.arraycopy(plan, 0, row, 4, plan.length);
        System.arraycopy(state, 0, row, 4 + plan.length, state.length);
        return row;
    }

    List<@Nullable Object[]> inserted() {
        return inserted;
    }

    List<@Nullable Object[]> moved() {
        return moved;
    }

    List<@Nullable Object[]> settled() {
        return settled;
    }

    List<@Nullable Object[]> updated() {
        return updated;
    }

    List<@Nullable Object[]> pending() {
        return pending;
    }

    /** Returns the chains whose delivery leaves the queue. */
    List<ChainId> done() {
        return done;
    }

    List<@Nullable Object[]> attempts() {
        return attempts;
    }

    /** Returns the new chains that claim batches hold. */
    Map<ChainId, StoredChain> heldFromStart() {
        return heldFromStart;
    }
}
