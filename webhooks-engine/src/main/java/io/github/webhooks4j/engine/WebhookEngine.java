package io.github.webhooks4j.engine;

import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.health.EngineHealth;
import io.github.webhooks4j.engine.health.LoopHealth;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.transport.Transport;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends webhooks: takes events, brings each to every webhook that matches, durably, signed and retried, one destination after
 * another where the webhook is a chain, and remembers what happened.
 *
 * <p>What {@link #publish(Event)} accepted is on disk. It is delivered at least once, or the history says why not; a repeat
 * carries the same {@code webhook-id}. A step of a chain is advanced at most once. An engine that starts on a store takes up
 * whatever the last one left, however it ended.
 *
 * <p>Several engines may share a store that several nodes can open, and come and go freely: each takes work that none holds, and
 * takes over what a dead one held once the leases on it have ended.
 *
 * <p>Thread-safe. The store and the transport belong to whoever made them; close them after the engine.
 */
public final class WebhookEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookEngine.class);

    /** Closing takes no longer, whatever hangs. */
    private static final Duration CLOSING_BOUND = Duration.ofSeconds(28);
    /** What is in flight at closing gets this long to end. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** Each of the other stages of closing. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    /** A caller that waits is told by a timer; this much later it stops waiting by itself. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final String name;
    private final Clock clock;
    private final EngineParts parts;
    private final Runnable shutDownExecutor;
    private final List<Loop> journalLoops;
    private final Loop notifierLoop;
    private final Loop dispatchLoop;
    private final Loop upkeepLoop;
    private final Loop leaseLoop;
    private final Loop deadlineLoop;
    private final Loop retentionLoop;
    private final Workers workers;
    private final ScheduledThreadPoolExecutor timers;
    private final CompletableFuture<@Nullable Void> shutDown = new CompletableFuture<>();
    private volatile boolean closed;

    private WebhookEngine(WebhookEngineBuilder options, Executor executor, Runnable shutDownExecutor) {
        this.name = options.name;
        this.clock = options.clock;
        this.shutDownExecutor = shutDownExecutor;
        this.journalLoops = IntStream.rangeClosed(1, options.store.commitsAtOnce())
                .mapToObj(number -> loop(options, "journal-" + number))
                .toList();
        this.notifierLoop = loop(options, "listener");
        this.dispatchLoop = loop(options, "dispatch");
        this.upkeepLoop = loop(options, "upkeep");
        this.leaseLoop = loop(options, "leases");
        this.deadlineLoop = loop(options, "deadlines");
        this.retentionLoop = loop(options, "retention");
        this.timers = timers(name);
        this.parts = new EngineParts(options, new Threads());
        this.workers = new Workers(
                name, executor, options.maxInFlight(), parts.lanes, parts.deliverer, options.transport, options.clock);
    }

    /** Returns a builder of an engine that keeps everything in {@code store} and sends through {@code transport}. */
    public static WebhookEngineBuilder builder(Store store, Transport transport) {
        return new WebhookEngineBuilder(store, transport);
    }

    static WebhookEngine start(WebhookEngineBuilder options, Executor executor, Runnable shutDownExecutor) {
        var engine = new WebhookEngine(options, executor, shutDownExecutor);
        EngineParts parts = engine.parts;
        parts.load();
        engine.notifierLoop.start(parts.notifier::step);
        engine.journalLoops.forEach(loop -> loop.start(parts.journal::step));
        engine.leaseLoop.start(parts.leases::step);
        engine.dispatchLoop.start(parts::dispatch);
        engine.upkeepLoop.start(parts::upkeep);
        engine.deadlineLoop.start(parts.deadlines::step);
        engine.retentionLoop.start(parts.retention::step);
        LOG.info("{}: started as {} with {} webhooks", engine.name, parts.claimant.node(), parts.webhooks.count());
        return engine;
    }

    /** Returns the webhooks: create, change, delete them. */
    public Webhooks webhooks() {
        return parts.webhooks;
    }

    /** Returns the chains: resume, cancel, run them again. */
    public Chains chains() {
        return parts.chains;
    }

    /** Returns records that could never be written and were set aside: have them written, or drop them. */
    public SetAside setAside() {
        return parts.setAside;
    }

    /** Returns what happened and why. */
    public History history() {
        return parts.history;
    }

    /** Returns the endpoint that answers callbacks, to be mounted below the callback base URL. */
    public CallbackEndpoint callbacks() {
        return parts.callbacks;
    }

    /**
     * Returns how the engine is. Asks neither the store nor the network, so that it answers at once also when they do not: what
     * it tells of the store was read up to 10 seconds ago.
     */
    public EngineHealth health() {
        var others = Stream.of(notifierLoop, dispatchLoop, upkeepLoop, leaseLoop, deadlineLoop, retentionLoop);
        List<LoopHealth> loops =
                Stream.concat(journalLoops.stream(), others).map(Loop::health).toList();
        return EngineHealth.of(
                parts.claimant.node(),
                loops,
                parts.reading(),
                parts.leaseTakeovers(),
                parts.setAside.list(),
                parts.journal.problems(),
                clock.instant());
    }

    /** Returns the counts of all chains ever accepted, by where they stand. */
    public ChainCounts ledger() {
        return parts.store.ledger();
    }

    /**
     * Returns what an operator should know though the engine is well, in words for people; empty if there is nothing: for example
     * that this node hears nothing of the others, so that work waits longer for it. Asks neither the store nor the network.
     */
    public List<String> notes() {
        return parts.store.notes();
    }

    /**
     * Publishes an event: returns when it is durable, with the chains it started, one for each webhook that matches. The same
     * event published again under its id starts nothing, for as long as it is kept.
     *
     * <p>If it starts more than 1,000 chains, it is durable with a list of them, and they are created from it a moment later, up to
     * 1,000 in one transaction; until then they have no history and are not counted.
     *
     * @throws IllegalArgumentException if it would start more than 100,000 chains; nothing is accepted then
     * @throws EventConflictException if another event has its id
     * @throws EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.store.StoreException if the store fails, or does not respond within the {@linkplain
     *     WebhookEngineBuilder#publishTimeout bound}, 30 seconds by default; whether the event was accepted is then told by
     *     publishing it again, always if the reason is {@code OUTCOME_UNKNOWN}
     */
    public PublishResult publish(Event event) {
        return publish(List.of(event)).get(0);
    }

    /**
     * Publishes several events at once: all of them or none.
     *
     * @param events 1 to 1,000, each with an id of its own
     * @throws IllegalArgumentException if there are none, too many, or two of one id, or if they would start more than 10,000
     *     chains together, or one alone more than 100,000; nothing is accepted then
     * @throws EventConflictException if another event has the id of one of them
     * @throws EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.store.StoreException if the store fails, or does not respond within the bound of {@link
     *     #publish(Event)}
     */
    public List<PublishResult> publish(List<Event> events) {
        return parts.await(parts.publish(events));
    }

    /**
     * Publishes events in a transaction of the host's: they are accepted exactly if it commits, together with whatever else the
     * host writes in it, and are delivered soon after. With autocommit on they are durable on return.
     *
     * <p>What is written is each event and a list of the chains that it starts; the engine creates them after the commit. Until
     * then they have no history and are not counted.
     *
     * <p>Nothing is waited for but the database; other nodes are not kept waiting until the host commits, except by one that
     * publishes the same event id. How long that may take is set on the connection: {@link WebhookEngineBuilder#publishTimeout}
     * does not hold here, since the engine must not leave a connection in the middle of a statement. On SQLite, where one transaction writes at a time, all other writes wait for the host's.
     *
     * @param connection to the database that the engine's store is in; the host's, and left as it was
     * @param events 1 to 1,000, each with an id of its own; all are accepted, or none
     * @return one for each event, in their order; worth something only once the host has committed
     * @throws IllegalArgumentException if there are none, too many, or two of one id, or if they would start more than 10,000
     *     chains together, or one alone more than 100,000
     * @throws IllegalStateException if the engine's store is not on a database that hosts can share
     * @throws EventConflictException if another event has the id of one of them; the host's transaction can go on
     * @throws EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.store.StoreException if the database fails; nothing of the events was written then
     */
    public List<PublishResult> publish(Connection connection, Event... events) {
        return parts.publish(connection, List.of(events));
    }

    /**
     * Publishes an event without waiting for the disk. May wait while too much is waiting already, no longer than {@link
     * #publish(Event)} does.
     *
     * @return completes within the same bound: when the event is durable, or with the exceptions of {@link #publish(Event)}; what
     *     depends on it runs on the common pool
     * @throws EngineClosedException if the engine is closed
     */
    public CompletableFuture<PublishResult> publishAsync(Event event) {
        return parts.publish(List.of(event)).thenApplyAsync(publications -> publications.get(0));
    }

    /**
     * Closes the engine: takes no more work, gives the attempts in flight 10 seconds to end, then calls them off, and writes
     * what became of them. What is not delivered yet stays in the store for the next start.
     *
     * <p>Every caller waits until it is done, also one that is interrupted, and 30 seconds at most, whatever hangs: then what is
     * left goes on by itself, on daemon threads, and callers that still wait for the store are told that the outcome is unknown. Only the listener, which is told of everything before the end, does not wait when it calls this.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                // On a thread of its own, so that no interrupt of a caller's makes it leave something half done.
                var closing = new Thread(this::shutDown, name + "-close");
                closing.setDaemon(true);
                closing.start();
                shutDown.completeOnTimeout(null, CLOSING_BOUND.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        if (!notifierLoop.isCurrentThread()) {
            shutDown.join();
            tellWhoeverWaits();
        }
    }

    private void shutDown() {
        try {
            stop();
            LOG.info("{}: closed", name);
        } catch (InterruptedException e) {
            LOG.error("{}: closing was interrupted, though nobody but the engine owns this thread", name, e);
        } finally {
            tellWhoeverWaits();
            shutDown.complete(null);
        }
    }

    /** Also if something hangs: nothing of this waits, and none of it has an effect the second time. */
    private void tellWhoeverWaits() {
        parts.journal.close();
        timers.shutdown();
        shutDownExecutor.run();
    }

    private void stop() throws InterruptedException {
        stop(List.of(dispatchLoop, upkeepLoop, deadlineLoop, retentionLoop));
        parts.journal.giveBack(parts.lanes.stop());
        if (!workers.awaitIdle(GRACE)) {
            LOG.warn("{}: attempts still in flight after {} are called off", name, GRACE);
            workers.interrupt();
            workers.awaitIdle(PATIENCE);
        }
        if (stopJournal()) {
            parts.journal.drain();
        } else {
            LOG.error("{}: the store did not answer within {}; what is unwritten is done again later", name, PATIENCE);
        }
        // Not before what is in flight is written: until then it is this node's.
        if (stop(List.of(leaseLoop, notifierLoop))) {
            parts.notifier.step();
        }
    }

    private boolean stopJournal() throws InterruptedException {
        return stop(journalLoops);
    }

    /** Stops loops at the same time; returns whether all of them ended within {@link #PATIENCE}. */
    private static boolean stop(List<Loop> loops) throws InterruptedException {
        CompletableFuture<?>[] ends = loops.stream().map(Loop::askToStop).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a loop cannot fail", e);
        }
    }

    private static ScheduledThreadPoolExecutor timers(String name) {
        var timers = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, name + "-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timers;
    }

    private static Loop loop(WebhookEngineBuilder options, String role) {
        return new Loop(options.name + "-" + role, options.clock, options.pollInterval);
    }

    /** What drives the parts here: a thread for each loop, and the workers'. */
    private final class Threads implements EngineParts.Driver {
        @Override
        public void wakeJournal() {
            journalLoops.forEach(Loop::wake);
        }

        @Override
        public void wakeNotifier() {
            notifierLoop.wake();
        }

        @Override
        public void wakeDispatch() {
            dispatchLoop.wake();
        }

        @Override
        public void wakeUpkeep() {
            upkeepLoop.wake();
        }

        @Override
        public void wakeDeadlines() {
            deadlineLoop.wake();
        }

        @Override
        public void startWorkers() {
            workers.signal();
        }

        @Override
        public void checkOpen() {
            if (closed) {
                throw new EngineClosedException(name);
            }
        }

        @Override
        public void await(CompletableFuture<?> future, Duration bound) {
            boolean interrupted = false;
            boolean over = false;
            while (!over) {
                try {
                    future.get(bound.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
                    over = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException | CancellationException | TimeoutException e) {
                    // Whoever called looks what it came to.
                    over = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            try {
                var timer = timers.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
                return () -> timer.cancel(false);
            } catch (RejectedExecutionException e) {
                // Closed meanwhile: the journal refuses what comes.
                return () -> {};
            }
        }

        @Override
        public void runAside(Runnable task) {
            // On the common pool; what fails in it the task itself tells to whoever waits for it.
            var unused = CompletableFuture.runAsync(task);
        }
    }
}
