package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The gateway and the committer of an engine, without the rest. */
final class CommitFixture {
    static final SetAsideShelf NO_SHELF = (entry, failure, others) -> false;

    final Lanes lanes = new Lanes(256, 8, (lane, former) -> LaneTraits.unknown(lane), () -> {});
    final CommitGateway commits;
    final Journal journal;

    CommitFixture(
            ManualTaskRunner tasks,
            Store store,
            Clock clock,
            BiConsumer<Change, Outcome> committed,
            Runnable batchDone) {
        this(tasks, store, clock, JournalLimits.DEFAULT, committed, batchDone);
    }

    CommitFixture(
            ManualTaskRunner tasks,
            Store store,
            Clock clock,
            JournalLimits limits,
            BiConsumer<Change, Outcome> committed,
            Runnable batchDone) {
        this(tasks, store, clock, limits, batch -> {
            try {
                batch.forEach(entry -> committed.accept(entry.change(), entry.outcome()));
            } finally {
                batchDone.run();
            }
        });
    }

    CommitFixture(ManualTaskRunner tasks, Store store, Clock clock, JournalLimits limits, CommitListener listener) {
        EngineContext context = tasks.context(clock);
        lanes.start();
        var queue = new JournalQueue(clock, limits, tasks.register("journal", 1));
        commits = new CommitGateway(context, new PhaseGate("test"), queue, limits, lanes, Duration.ofSeconds(30));
        var stream = new CommitStream("test", List.of(listener));
        journal = new Journal(context, store, limits, commits, NO_SHELF, stream);
    }

    CompletableFuture<Outcome> submit(Change change) {
        return commits.submit(change);
    }

    void submitUntilStored(Change change) {
        commits.submitUntilStored(change);
    }

    void enqueue(Change change) {
        commits.enqueue(change);
    }

    @Nullable Instant step() {
        return journal.step();
    }

    void drain() {
        journal.drain();
    }

    void close() {
        commits.close();
    }

    List<String> problems() {
        return journal.problems();
    }

    int freePermits() {
        return commits.freePermits();
    }
}
