package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: takes what has gathered in the queue of {@link CommitGateway}, and writes it together. While one batch is on its way
 * to the disk the next one gathers by itself, so batches grow with the load. Where the store gains by it, several batches are on their
 * way at once, of different chains.
 *
 * <p>What has become durable goes to {@link CommitStream}; only then are the callers that wait for it notified. Thread-safe.
 */
public final class GroupCommitter implements BackgroundTask {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);
    private static final int DRAIN_ATTEMPTS = 3;
    /** Records that have failed for longer than this make health red. */
    private static final Duration ALARMING = Duration.ofSeconds(10);

    private final String name;
    private final Store store;
    private final Clock clock;
    private final CommitLimits limits;
    private final CommitQueue queue;
    private final StoreOutage trouble;
    private final BatchWriter writer;

    /**
     * Creates a committer.
     *
     * @param limits what bounds it
     * @param commits from whose queue it takes
     * @param shelf takes records that the store never takes
     * @param stream receives every batch that is durable
     */
    public GroupCommitter(
            EngineContext context,
            Store store,
            CommitLimits limits,
            CommitGateway commits,
            SetAsideSink shelf,
            CommitStream stream) {
        this.name = context.name();
        this.store = store;
        this.clock = context.clock();
        this.limits = limits;
        this.queue = commits.queue();
        this.trouble = new StoreOutage(name, clock, limits.failuresOfStore());
        this.writer = new BatchWriter(context, store, limits, commits, trouble, shelf, stream);
    }

    /**
     * Writes what has gathered, up to a batch. May be called while another call is writing.
     *
     * @return when to do it again: at once if there was something, otherwise when something is to be tried again
     */
    @Override
    public @Nullable Instant step() {
        List<PendingMutation> batch = queue.nextBatch();
        if (batch.isEmpty()) {
            return trouble.problem() == null ? queue.nextRetry() : probe();
        }
        try {
            writer.write(batch);
        } finally {
            queue.completed(batch);
        }
        return clock.instant();
    }

    /** Writes everything submitted so far, after the task has ended; what the store does not take is logged and left. */
    public void drain() {
        for (int round = 0; round < DRAIN_ATTEMPTS; round++) {
            queue.retryNow();
            if (drainOnce()) {
                return;
            }
        }
        LOG.error("{}: the store failed at closing; attempts that are not recorded are made again", name);
    }

    /** Writes what can be taken now; returns whether the store took something of every batch. */
    private boolean drainOnce() {
        int failures = 0;
        List<PendingMutation> batch = queue.nextBatch();
        while (!batch.isEmpty() && failures < DRAIN_ATTEMPTS) {
            // One record that fails alone says nothing of what comes after it.
            boolean alone = batch.size() == 1 && batch.get(0).standing.alone;
            try {
                failures += writer.write(batch) || alone ? 0 : 1;
            } catch (VirtualMachineError e) {
                failures++;
                LOG.error("{}: writing failed at closing", name, e);
            } finally {
                queue.completed(batch);
            }
            batch = failures < DRAIN_ATTEMPTS ? queue.nextBatch() : batch;
        }
        return failures == 0;
    }

    /** Returns sentences for people about what cannot be written. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        String problem = trouble.problem();
        if (problem != null) {
            problems.add(problem);
        }
        Instant since = queue.failingSince();
        if (since != null && since.plus(ALARMING).isBefore(clock.instant())) {
            problems.add("records of what happened could not be written yet, " + queue.retrying()
                    + " of them, the first since " + since + "; they are tried again until the store takes them");
        }
        return problems;
    }

    /** Asks a store that refused the last changes, and is sent nothing at present, whether it takes changes again. */
    private Instant probe() {
        try {
            store.commit(List.of());
            if (trouble.succeeded()) {
                queue.retryNow();
            }
            return clock.instant();
        } catch (RuntimeException e) {
            trouble.failed(e, false);
            return clock.instant().plus(limits.outagePause());
        }
    }
}
