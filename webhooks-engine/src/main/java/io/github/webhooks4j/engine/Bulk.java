package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobEndedException;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkJobRunningException;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.bulk.UnknownBulkJobException;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.context.UlidFactory;
import io.github.webhooks4j.engine.internal.upkeep.BulkPlanner;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.BulkStore;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Acts on many chains at a time, for example on all that were interrupted during an outage. First {@link #plan}, which does
 * nothing, then {@link #start}, which stores a job and returns.
 *
 * <p>A job is worked on by whichever node on the store delivers, up to 500 chains in one transaction, the latest
 * first, or missed events, the earliest first. Each is acted on once, whatever crashes and however many nodes there
 * are: how far the job has got is stored in the same transaction. What it starts or resumes goes to the queue, so
 * that the limits of each destination hold as always. A chain whose state does not allow the action any more is
 * skipped, and so is one whose webhook is deleted, or is disabled and would get a new chain.
 *
 * <p>Thread-safe.
 */
public final class Bulk {
    /** The most jobs that {@link #list} returns. */
    public static final int MAX_LISTED = 100;

    private final BulkStore store;
    private final BulkPlanner planner;
    private final UlidFactory ids;
    private final CommandGateway commits;

    Bulk(BulkStore store, BulkPlanner planner, UlidFactory ids, CommandGateway commits) {
        this.store = store;
        this.planner = planner;
        this.ids = ids;
        this.commits = commits;
    }

    /**
     * Returns what a job would do. It counts up to 10,000 chains, and looks at up to 100,000: what it has not counted then is done all
     * the same. Only chains that the action applies to are counted, and only such that started before now, also when the job runs
     * later.
     *
     * @param query which chains; of {@link BulkAction#SEND_MISSED} a webhook, {@code from} and perhaps {@code until}, and nothing
     *     else
     * @throws IllegalArgumentException if the action applies to none of the states of the query, or the query is for the future only,
     *     or is not one for missed events
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if missed events are to be sent to a webhook that does not
     *     exist
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    public BulkPlan plan(BulkAction action, HistoryQuery query) {
        requireNonNull(action, "action");
        requireNonNull(query, "query");
        commits.requireOpen();
        return planner.plan(action, query);
    }

    /**
     * Starts a job; returns when that is durable.
     *
     * @param plan from {@link #plan}
     * @param startedBy who starts it, for people: 1 to 100 characters
     * @return the job at its start
     * @throws IllegalArgumentException if the plan has nothing to do, or the name breaks its rule
     * @throws BulkJobRunningException if another job of the store runs
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails; if the outcome is unknown, {@link #current} shows it
     */
    public BulkJob start(BulkPlan plan, String startedBy) {
        requireNonNull(startedBy, "startedBy");
        BulkJob.requireStartedBy(startedBy);
        if (plan.size().isNothing()) {
            throw new IllegalArgumentException(
                    "the plan has nothing to " + plan.action().verb() + "; plan with another query");
        }
        MutationResult outcome = commits.commit(
                new Mutation.StartBulk(ids.bulkJob(), plan.action(), plan.query(), plan.size(), startedBy));
        if (outcome instanceof MutationResult.BulkRunning running) {
            throw new BulkJobRunningException(running.running());
        }
        return ((MutationResult.BulkStarted) outcome).job();
    }

    /**
     * Stops a job; returns when that is durable. What it did stays. A slice in flight is either written before, or not at all.
     *
     * @return the job as it was stopped
     * @throws UnknownBulkJobException if there is no such job, perhaps no longer
     * @throws BulkJobEndedException if it does not run any more
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    public BulkJob stop(BulkJobId job) {
        MutationResult outcome = commits.commit(new Mutation.StopBulk(job));
        if (outcome instanceof MutationResult.BulkUnmoved ended) {
            throw new BulkJobEndedException(job, ended.job().state());
        }
        if (outcome instanceof MutationResult.BulkMoved stopped) {
            return stopped.job();
        }
        throw new UnknownBulkJobException(job);
    }

    /** Returns a job with its progress; empty if there is none, perhaps because it was pruned. */
    public Optional<BulkJob> job(BulkJobId job) {
        return store.bulkJob(requireNonNull(job, "job"));
    }

    /** Returns the job that runs. */
    public Optional<BulkJob> current() {
        return store.runningBulkJob();
    }

    /**
     * Returns jobs, the latest first. Those that have ended are listed as long as history is kept.
     *
     * @param limit how many at most, 1 to 100
     * @param before only jobs that were started before this one; null for the latest
     * @throws IllegalArgumentException if the limit is out of range
     */
    public List<BulkJob> list(int limit, @Nullable BulkJobId before) {
        if (limit < 1 || limit > MAX_LISTED) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_LISTED + ", was " + limit);
        }
        return store.bulkJobs(before, limit);
    }
}
