package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.internal.backend.Committer;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: takes all mutations that wait in the queue of {@link CommitGateway}, and writes them in one commit.
 * While one batch is written, the next one gathers, so batches grow with the load. If the store supports concurrent
 * commits, each {@link CommitShare} has a committer of its own.
 *
 * <p>A durable batch is passed to {@link CommitStream} before the waiting callers are notified. Thread-safe.
 */
public final class GroupCommitter implements Committer {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);
    private static final int DRAIN_ATTEMPTS = 3;
    /** Records that have failed for longer than this make health red. */
    private static final Duration ALARMING = Duration.ofSeconds(10);

    private final String name;
    private final Store store;
    private final Clock clock;
    private final CommitLimits limits;
    private final CommitQueue queue;
    private final StoreOutage outage;
    private final CommitStream stream;
    private final BatchWriter writer;

    /**
     * Creates a committer.
     *
     * @param limits what bounds it
     * @param commits the gateway from whose queue it takes
     * @param setAsideSink accepts records that the store never takes
     * @param stream receives every batch that is durable
     */
    public GroupCommitter(
            EngineContext context,
            Store store,
            CommitLimits limits,
            CommitGateway commits,
            SetAsideSink setAsideSink,
            CommitStream stream) {
        this.name = context.name();
        this.store = store;
        this.clock = context.clock();
        this.limits = limits;
        this.queue = commits.queue();
        this.outage = new StoreOutage(name, clock, limits.failuresOfStore());
        this.stream = stream;
        this.writer = new BatchWriter(context, store, limits, commits, outage, setAsideSink, stream);
    }

    @Override
    public List<BackgroundTask> tasks(int count) {
        List<CommitShare> shares = queue.shares();
        return IntStream.range(0, count)
                .mapToObj(i -> shares.get(i % shares.size()))
                .map(share -> (BackgroundTask) () -> step(share))
                .toList();
    }

    /**
     * Writes one batch. May be called while another call is writing.
     *
     * @return when to run again: at once if there was something to write, otherwise when something is due
     */
    private @Nullable Instant step(CommitShare share) {
        List<PendingMutation> batch = queue.nextBatch(share);
        if (batch.isEmpty()) {
            return outage.problem() == null ? queue.nextDue(share) : probe();
        }
        try {
            writer.write(batch);
        } finally {
            queue.completed(batch);
        }
        return clock.instant();
    }

    @Override
    public void drain() {
        queue.takeAtOnce();
        for (int round = 0; round < DRAIN_ATTEMPTS; round++) {
            queue.retryNow();
            if (drainOnce()) {
                return;
            }
        }
        LOG.error("{}: the store failed at closing; attempts that are not recorded are made again", name);
    }

    /** Writes what can be taken now; returns whether the store took a part of every batch. */
    private boolean drainOnce() {
        boolean drained = true;
        for (CommitShare share : queue.shares()) {
            drained &= drainOnce(share);
        }
        return drained;
    }

    private boolean drainOnce(CommitShare share) {
        int failures = 0;
        List<PendingMutation> batch = queue.nextBatch(share);
        while (!batch.isEmpty() && failures < DRAIN_ATTEMPTS) {
            // One record that fails alone proves nothing about later ones.
            boolean alone = batch.size() == 1 && batch.get(0).standing.alone;
            try {
                failures += writer.write(batch) || alone ? 0 : 1;
            } catch (VirtualMachineError e) {
                failures++;
                LOG.error("{}: writing failed at closing", name, e);
            } finally {
                queue.completed(batch);
            }
            batch = failures < DRAIN_ATTEMPTS ? queue.nextBatch(share) : batch;
        }
        return failures == 0;
    }

    @Override
    public void dropped(Mutation change) {
        stream.dropped(change);
    }

    @Override
    public List<HealthProblem> problems() {
        var problems = new ArrayList<HealthProblem>();
        HealthProblem problem = outage.problem();
        if (problem != null) {
            problems.add(problem);
        }
        Instant since = queue.failingSince();
        if (since != null && since.plus(ALARMING).isBefore(clock.instant())) {
            problems.add(new HealthProblem(
                    HealthProblem.Kind.WRITE_FAILING,
                    "records",
                    since,
                    "records of what happened could not be written yet, " + queue.retrying()
                            + " of them, the first since " + since
                            + "; they are tried again until the store takes them"));
        }
        return problems;
    }

    /** Probes a store that refused the last mutations and gets none at present: does it take mutations again? */
    private Instant probe() {
        try {
            store.commit(List.of());
            if (outage.succeeded()) {
                queue.retryNow();
            }
            return clock.instant();
        } catch (RuntimeException e) {
            outage.failed(e, false);
            return clock.instant().plus(limits.outagePause());
        }
    }
}
