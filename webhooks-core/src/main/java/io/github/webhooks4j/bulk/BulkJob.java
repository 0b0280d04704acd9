package io.github.webhooks4j.bulk;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.internal.text.PlainText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bulk job as it is stored: what it does, and how far it has got. Its chains are those that the query finds, the latest first.
 * Immutable.
 *
 * @param id its id
 * @param action what it does to each chain
 * @param query which chains; its end is the time of the plan, so that later chains are left alone
 * @param planned how many chains the plan came to
 * @param position up to which chain it has got; null at its start
 * @param counts what became of the chains so far
 * @param state whether it still runs
 * @param startedBy who started it, as the application named them: 1 to {@value #MAX_STARTED_BY} characters
 * @param startedAt when it was started
 * @param finishedAt when it was finished or stopped; null while it runs
 */
public record BulkJob(
        BulkJobId id,
        BulkAction action,
        HistoryQuery query,
        BulkSize planned,
        @Nullable ChainId position,
        BulkCounts counts,
        BulkState state,
        String startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt) {
    /** The most characters of the name of who started a job. */
    public static final int MAX_STARTED_BY = 100;

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if {@code startedBy} breaks its rule, or {@code finishedAt} is not null exactly while the
     *     job runs
     */
    public BulkJob {
        requireNonNull(id, "id");
        requireNonNull(action, "action");
        requireNonNull(query, "query");
        requireNonNull(planned, "planned");
        requireNonNull(counts, "counts");
        requireNonNull(state, "state");
        requireStartedBy(startedBy);
        requireNonNull(startedAt, "startedAt");
        if ((finishedAt == null) != (state == BulkState.RUNNING)) {
            throw new IllegalArgumentException(
                    "a bulk job must have finishedAt exactly if it does not run, was " + state.code());
        }
    }

    /** Returns a job that starts. */
    public static BulkJob started(
            BulkJobId id, BulkAction action, HistoryQuery query, BulkSize planned, String startedBy, Instant now) {
        return new BulkJob(id, action, query, planned, null, BulkCounts.NONE, BulkState.RUNNING, startedBy, now, null);
    }

    /**
     * Checks the name of who starts a job.
     *
     * @throws IllegalArgumentException if it is blank or longer than {@value #MAX_STARTED_BY} characters, or has characters that
     *     cannot be seen
     */
    public static void requireStartedBy(String startedBy) {
        if (PlainText.isBlank(startedBy) || startedBy.length() > MAX_STARTED_BY) {
            throw new IllegalArgumentException("the name of who starts a bulk job must be 1 to " + MAX_STARTED_BY
                    + " characters and not blank, was " + startedBy.length() + " characters");
        }
        PlainText.brokenRule(startedBy).ifPresent(rule -> {
            throw new IllegalArgumentException("the name of who starts a bulk job " + rule);
        });
    }

    /**
     * Returns the job after some of its chains.
     *
     * @param to up to which chain it has got; null if none is left, so that it is finished
     * @param more what became of these chains
     */
    public BulkJob moved(@Nullable ChainId to, BulkCounts more, Instant now) {
        boolean last = to == null;
        return new BulkJob(
                id,
                action,
                query,
                planned,
                last ? position : to,
                counts.plus(more),
                last ? BulkState.FINISHED : BulkState.RUNNING,
                startedBy,
                startedAt,
                last ? now : null);
    }

    /** Returns the job after it was stopped; what it did stays. */
    public BulkJob stopped(Instant now) {
        return new BulkJob(id, action, query, planned, position, counts, BulkState.STOPPED, startedBy, startedAt, now);
    }
}
