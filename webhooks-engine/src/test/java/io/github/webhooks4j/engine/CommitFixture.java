package io.github.webhooks4j.engine;

import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.commit.CommitGateway;
import io.github.webhooks4j.engine.internal.commit.CommitLimits;
import io.github.webhooks4j.engine.internal.commit.CommitStream;
import io.github.webhooks4j.engine.internal.commit.GroupCommitter;
import io.github.webhooks4j.engine.internal.commit.OrderedCommitQueue;
import io.github.webhooks4j.engine.internal.commit.SetAsideSink;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.PhaseGate;
import io.github.webhooks4j.engine.internal.lane.CircuitSettings;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.lane.LaneTraits;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The gateway and the committer of an engine, without the rest. */
public final class CommitFixture {
    static final SetAsideSink NO_SHELF = (entry, failure, others) -> false;

    public final LaneScheduler lanes = new LaneScheduler(
            256, 8, CircuitSettings.DEFAULT, (lane, former) -> LaneTraits.unknown(lane), () -> {}, () -> {});
    public final CommitGateway commits;
    final GroupCommitter journal;

    public CommitFixture(
            ManualTaskRunner tasks,
            Store store,
            Clock clock,
            BiConsumer<Mutation, MutationResult> committed,
            Runnable batchDone) {
        this(tasks, store, clock, CommitLimits.DEFAULT.withRecordInterval(Duration.ZERO), committed, batchDone);
    }

    public CommitFixture(
            ManualTaskRunner tasks,
            Store store,
            Clock clock,
            CommitLimits limits,
            BiConsumer<Mutation, MutationResult> committed,
            Runnable batchDone) {
        this(tasks, store, clock, limits, batch -> {
            try {
                batch.forEach(entry -> committed.accept(entry.change(), entry.outcome()));
            } finally {
                batchDone.run();
            }
        });
    }

    public CommitFixture(
            ManualTaskRunner tasks, Store store, Clock clock, CommitLimits limits, CommitListener listener) {
        EngineContext context = tasks.context(clock);
        lanes.start();
        lanes.share(LaneFixture.ALONE, LaneFixture.NOW);
        var queue = new OrderedCommitQueue(clock, limits, tasks.register("journal", 1));
        commits = new CommitGateway(context, new PhaseGate("test"), queue, limits, lanes, Duration.ofSeconds(30));
        var stream = new CommitStream("test", List.of(listener));
        journal = new GroupCommitter(context, store, limits, commits, NO_SHELF, stream);
    }

    public CompletableFuture<MutationResult> submit(Mutation change) {
        return commits.submit(change);
    }

    public void submitUntilStored(Mutation change) {
        commits.submitUntilStored(change);
    }

    public void enqueue(Mutation change) {
        commits.enqueue(change);
    }

    public @Nullable Instant step() {
        return journal.tasks(1).get(0).step();
    }

    public void drain() {
        journal.drain();
    }

    public void close() {
        commits.close();
    }

    public List<String> problems() {
        return journal.problems().stream().map(HealthProblem::message).toList();
    }

    public int freePermits() {
        return commits.freePermits();
    }
}
