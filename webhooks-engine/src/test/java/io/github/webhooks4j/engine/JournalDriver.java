package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Drives a journal in tests: counts its wake-ups, and lets time be over when the test says so. Waits for nothing. */
final class JournalDriver implements EngineParts.Driver {
    final AtomicInteger wakes = new AtomicInteger();
    private final List<Runnable> timers = new ArrayList<>();
    /** What happens while a caller waits; by default time is over. */
    Runnable whileWaiting = this::timeIsOver;

    /** Runs everything that is planned for later. */
    void timeIsOver() {
        List.copyOf(timers).forEach(Runnable::run);
        timers.clear();
    }

    int timers() {
        return timers.size();
    }

    Journal journal(Store store, Clock clock, BiConsumer<Change, Outcome> committed, Runnable batchDone) {
        return journal(store, clock, JournalLimits.DEFAULT, (entry, failure, others) -> false, committed, batchDone);
    }

    Journal journal(
            Store store,
            Clock clock,
            JournalLimits limits,
            SetAsideShelf shelf,
            BiConsumer<Change, Outcome> committed,
            Runnable batchDone) {
        return new Journal(
                "test",
                store,
                clock,
                limits,
                Duration.ofSeconds(30),
                UnaryOperator.identity(),
                shelf,
                committed,
                batchDone,
                this);
    }

    @Override
    public void wakeJournal() {
        wakes.incrementAndGet();
    }

    @Override
    public void wakeNotifier() {}

    @Override
    public void wakeDispatch() {}

    @Override
    public void wakeDeadlines() {}

    @Override
    public void startWorkers() {}

    @Override
    public void checkOpen() {}

    @Override
    public void await(CompletableFuture<?> future, Duration bound) {
        whileWaiting.run();
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        timers.add(task);
        return () -> timers.remove(task);
    }

    @Override
    public void runAside(Runnable task) {
        task.run();
    }
}
