package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.jdbc.internal.queue.HeldChains;
import io.github.webhooks4j.jdbc.internal.sql.Dialect;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.jdbc.internal.sql.TransactionCallback;
import io.github.webhooks4j.spi.store.ClockOffset;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.UnitOfWork;
import io.github.webhooks4j.spi.store.work.Writes;
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Commits mutations. The first run relies on what this process remembers of the chains that its claim batches hold, and on new events
 * being new: it neither reads nor locks them, and its writes find out. If they do, or if it would not write a chain that it remembers, and in any
 * further run, everything is read and locked before it is written. Both ways apply the same rules. Used by one thread, for one commit.
 */
final class CommitTransaction implements TransactionCallback<CommitTransaction.Committed> {
    private final HeldChains held;
    private final Dialect dialect;
    private final StoreClock clock;
    private final List<Mutation> mutations;
    private final Instant callersNow;
    private final List<Long> emptyBatches;
    private final boolean startsLater;
    private boolean checked;

    /**
     * Creates a commit.
     *
     * @param callersNow the time of the node
     * @param emptyBatches the numbers of claim batches to delete if they hold nothing
     * @param checked whether the first run reads everything, too
     */
    CommitTransaction(
            HeldChains held,
            Dialect dialect,
            StoreClock clock,
            List<Mutation> mutations,
            Instant callersNow,
            List<Long> emptyBatches,
            boolean checked) {
        this.held = held;
        this.dialect = dialect;
        this.clock = clock;
        this.mutations = mutations;
        this.callersNow = callersNow;
        this.emptyBatches = emptyBatches;
        this.startsLater = startsLater(mutations);
        this.checked = checked || startsLater;
    }

    /** A chain for an event that was accepted before needs the number of that event, which nothing in memory has. */
    private static boolean startsLater(List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            if (mutation instanceof Mutation.Rerun
                    || mutation instanceof Mutation.Send
                    || (mutation instanceof Mutation.BulkSlice slice && slice.startsChains())) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a commit wrote, in the store's time except for the outcomes.
     *
     * @param outcomes what the mutations came to, in the time of the node
     * @param now when it happened
     * @param offset of the node's clock
     * @param free lanes with work that no node holds
     * @param disabled whether it disabled a webhook
     * @param batches the claim batches it wrote
     * @param found chains that it read, before the writes
     * @param missing chains that were remembered when it looked for them, and that are not there
     * @param chains the chains that it wrote
     */
    record Committed(
            List<MutationResult> outcomes,
            Instant now,
            ClockOffset offset,
            List<LaneDueTime> free,
            boolean disabled,
            List<HeldChains.Written> batches,
            Collection<StoredChain> found,
            Collection<StoredChain> missing,
            List<ChainWrite> chains) {

        /** Notes in memory what it has written about chains in claim batches, once it is durable. */
        void note(HeldChains held) {
            missing.forEach(held::forget);
            found.forEach(held::note);
            for (ChainWrite chain : chains) {
                if (chain.before() != null) {
                    held.note(chain.after());
                }
            }
            batches.forEach(held::add);
        }
    }

    @Override
    public Committed run(JdbcSession session) throws SQLException {
        return run(session, session.pipeline(), () -> {});
    }

    /**
     * Runs it.
     *
     * @param pipeline the first one, with what else is to be asked for on it
     * @param check looks at what came back of that, before anything is written
     */
    Committed run(JdbcSession session, StatementPipeline pipeline, Runnable check) throws SQLException {
        boolean checks = checked;
        checked = true;
        // Before anything is locked: whatever waits for a lock then happens after the time it is given.
        Supplier<Instant> time = clock.read(pipeline, callersNow);
        if (!emptyBatches.isEmpty()) {
            // Ahead of chains, as they are locked when batches are dissolved.
            pipeline.update(SqlStatement.DELETE_CLAIM_BATCHES, emptyBatches);
        }
        Preloader loading = Preloader.ask(session, held, pipeline, mutations, checks);
        pipeline.flush();
        check.run();
        Instant now = time.get();
        ClockOffset offset = StoreClock.offset(callersNow, now);
        var work = new UnitOfWork(loading.snapshot(), now);
        List<MutationResult> outcomes = outcomes(work, offset);
        if (!checks && !areAccepted(outcomes)) {
            // Perhaps they were accepted before.
            throw RunAgainException.ofEvents();
        }
        Writes writes = work.writes();
        if (!loading.areWritten(writes.chains())) {
            throw RunAgainException.ofChains();
        }
        // An event, a bulk job or a chain that is there by now, which no lock keeps from coming, or what was not read.
        boolean mayMeetRows = !checks
                || startsLater
                || !writes.events().isEmpty()
                || !writes.jobs().isEmpty();
        var batches = write(new Flusher(session, writes, checks), loading, mayMeetRows);
        return new Committed(
                outcomes,
                now,
                offset,
                writes.free(),
                !writes.disabled().isEmpty(),
                batches,
                loading.found(),
                loading.missing(),
                writes.chains());
    }

    private List<HeldChains.Written> write(Flusher flusher, Preloader loading, boolean mayMeetRows)
            throws SQLException {
        try {
            return flusher.write(loading);
        } catch (SQLException e) {
            if (mayMeetRows && dialect.isRowThere(e)) {
                throw RunAgainException.of(e);
            }
            throw e;
        }
    }

    private List<MutationResult> outcomes(UnitOfWork work, ClockOffset offset) {
        var outcomes = new ArrayList<MutationResult>(mutations.size());
        boolean same = offset.ahead().isZero();
        for (Mutation mutation : mutations) {
            outcomes.add(same ? work.apply(mutation) : offset.toNode(work.apply(offset.toStore(mutation))));
        }
        return outcomes;
    }

    /** Whether each publication came to events that are accepted. */
    private boolean areAccepted(List<MutationResult> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (mutations.get(i) instanceof Mutation.Publish
                    && !(outcomes.get(i) instanceof MutationResult.Published)) {
                return false;
            }
        }
        return true;
    }
}
