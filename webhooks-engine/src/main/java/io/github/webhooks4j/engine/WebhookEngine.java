package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.Ledger;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Publication;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.transport.Transport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
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
 * <p>Thread-safe. The store and the transport belong to whoever made them; close them after the engine.
 */
public final class WebhookEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookEngine.class);

    /** What is in flight at closing gets this long to end. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** Anything else at closing. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int CANCEL_BATCH = 500;
    private static final int KEY_BYTES = 32;

    private final String name;
    private final Store store;
    private final Runnable shutDownExecutor;
    private final Loop journalLoop;
    private final Loop notifierLoop;
    private final Loop dispatchLoop;
    private final Loop deadlineLoop;
    private final Loop retentionLoop;
    private final Notifier notifier;
    private final Lanes lanes;
    private final Journal journal;
    private final Webhooks webhooks;
    private final Workers workers;
    private final Dispatcher dispatcher;
    private final Deadlines deadlines;
    private final Retention retention;
    private final Followup followup;
    private final Publisher publisher;
    private final TestEvents testEvents;
    private final Chains chains;
    private final History history;
    private final CallbackEndpoint callbacks;
    private final CompletableFuture<@Nullable Void> shutDown = new CompletableFuture<>();
    private volatile boolean closed;

    private WebhookEngine(WebhookEngineBuilder options, Executor executor, Runnable shutDownExecutor, int maxInFlight) {
        Clock clock = options.clock;
        var ids = new Ids(clock, options.random);
        Optional<CallbackUrls> callbackUrls = callbackUrls(options);
        this.name = options.name;
        this.store = options.store;
        this.shutDownExecutor = shutDownExecutor;
        this.journalLoop = loop(options, "journal");
        this.notifierLoop = loop(options, "listener");
        this.dispatchLoop = loop(options, "dispatch");
        this.deadlineLoop = loop(options, "deadlines");
        this.retentionLoop = loop(options, "retention");
        this.notifier = new Notifier(name, options.listener, notifierLoop::wake);
        this.lanes = new Lanes(options.maxInFlightPerDestination, dispatchLoop::wake);
        this.journal = new Journal(name, store, clock, this::followUp, this::startWorkers, journalLoop::wake);
        this.webhooks = new Webhooks(
                store,
                options.transport::check,
                callbackUrls.isPresent(),
                clock,
                options.random,
                ids,
                this::followStatus,
                this::cancelUnfinished,
                this::publishTest);
        this.workers = new Workers(
                name,
                executor,
                maxInFlight,
                lanes,
                new Deliverer(
                        webhooks,
                        callbackUrls,
                        lanes,
                        journal,
                        clock,
                        options.random,
                        new Header("User-Agent", options.userAgent)),
                options.transport,
                clock);
        this.dispatcher = new Dispatcher(store, lanes, journal, workers, clock);
        this.deadlines = new Deadlines(store, journal, clock, deadlineLoop::wake);
        this.retention = new Retention(store, clock, options.retention);
        this.followup = new Followup(lanes, deadlines, webhooks, notifier, dispatchLoop::wake);
        this.publisher = new Publisher(webhooks, lanes, journal, notifier, ids, clock);
        this.testEvents = new TestEvents(ids, clock);
        this.chains = new Chains(store, webhooks, ids, this::commit);
        this.history = new History(store);
        this.callbacks = new CallbackEndpoint(callbackUrls, this::submit);
    }

    /** Returns a builder of an engine that keeps everything in {@code store} and sends through {@code transport}. */
    public static WebhookEngineBuilder builder(Store store, Transport transport) {
        return new WebhookEngineBuilder(store, transport);
    }

    static WebhookEngine start(
            WebhookEngineBuilder options, Executor executor, Runnable shutDownExecutor, int maxInFlight) {
        var engine = new WebhookEngine(options, executor, shutDownExecutor, maxInFlight);
        List<Webhook> deleted = engine.webhooks.load();
        engine.webhooks.list().stream()
                .filter(webhook -> webhook.status() != WebhookStatus.ENABLED)
                .forEach(webhook -> engine.lanes.park(webhook.id()));
        engine.notifierLoop.start(engine.notifier::step);
        engine.journalLoop.start(engine.journal::step);
        try {
            // The last engine may have ended in the middle of a deletion.
            deleted.forEach(webhook -> engine.cancelUnfinished(webhook.id()));
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
        engine.dispatchLoop.start(engine::dispatch);
        engine.deadlineLoop.start(engine.deadlines::step);
        engine.retentionLoop.start(engine.retention::step);
        LOG.info(
                "{}: started with {} webhooks",
                engine.name,
                engine.webhooks.list().size());
        return engine;
    }

    /** Returns the webhooks: create, change, delete them. */
    public Webhooks webhooks() {
        return webhooks;
    }

    /** Returns the chains: resume, cancel, run them again. */
    public Chains chains() {
        return chains;
    }

    /** Returns what happened and why. */
    public History history() {
        return history;
    }

    /** Returns the endpoint that answers callbacks, to be mounted below the callback base URL. */
    public CallbackEndpoint callbacks() {
        return callbacks;
    }

    /** Returns the counts of all chains ever accepted, by where they stand. */
    public Ledger ledger() {
        return store.ledger();
    }

    /**
     * Publishes an event: returns when it is durable, with the chains it started, one for each webhook that matches. The same
     * event published again under its id starts nothing, for as long as it is kept.
     *
     * @throws EventConflictException if another event has its id
     * @throws EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.store.StoreException if the store fails; whether the event was accepted is then told by
     *     publishing it again
     */
    public Publication publish(Event event) {
        return publish(List.of(event)).get(0);
    }

    /**
     * Publishes several events at once: all of them or none.
     *
     * @param events 1 to 1,000, each with an id of its own
     * @throws IllegalArgumentException if there are none, too many, or two of one id
     * @throws EventConflictException if another event has the id of one of them
     * @throws EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.store.StoreException if the store fails
     */
    public List<Publication> publish(List<Event> events) {
        return await(submitPublish(events));
    }

    /**
     * Publishes an event without waiting for the disk. May wait while too much is waiting already.
     *
     * @return completes when the event is durable, or with the exceptions of {@link #publish(Event)}; what depends on it runs on
     *     the common pool
     * @throws EngineClosedException if the engine is closed
     */
    public CompletableFuture<Publication> publishAsync(Event event) {
        return submitPublish(List.of(event)).thenApplyAsync(publications -> publications.get(0));
    }

    /**
     * Closes the engine: takes no more work, gives the attempts in flight 10 seconds to end, then calls them off, and writes
     * what became of them. What is not delivered yet stays in the store for the next start.
     *
     * <p>Every caller waits until it is done, also one that is interrupted; it takes less than a minute unless the store hangs.
     * Only the listener, which is told of everything before the end, does not wait when it calls this.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                // On a thread of its own, so that no interrupt of a caller's makes it leave something half done.
                new Thread(this::shutDown, name + "-close").start();
            }
        }
        if (!notifierLoop.isCurrentThread()) {
            shutDown.join();
        }
    }

    private void shutDown() {
        try {
            stop();
            LOG.info("{}: closed", name);
        } catch (InterruptedException e) {
            LOG.error("{}: closing was interrupted, though nobody but the engine owns this thread", name, e);
        } finally {
            journal.close();
            shutDownExecutor.run();
            shutDown.complete(null);
        }
    }

    private void stop() throws InterruptedException {
        dispatchLoop.stop(PATIENCE);
        deadlineLoop.stop(PATIENCE);
        retentionLoop.stop(PATIENCE);
        giveBack(lanes.stop());
        if (!workers.awaitIdle(GRACE)) {
            LOG.warn("{}: attempts still in flight after {} are called off", name, GRACE);
            workers.interrupt();
            workers.awaitIdle(PATIENCE);
        }
        if (journalLoop.stop(PATIENCE)) {
            journal.drain();
        } else {
            LOG.error("{}: the store did not answer within {}; what is unwritten is done again later", name, PATIENCE);
        }
        if (notifierLoop.stop(PATIENCE)) {
            notifier.step();
        }
    }

    private @Nullable Instant dispatch() {
        try {
            webhooks.followStore();
        } catch (StoreException e) {
            LOG.warn("{}: a webhook that was disabled could not be saved, and is disabled a little later", name, e);
        }
        return dispatcher.step();
    }

    private CompletableFuture<List<Publication>> submitPublish(List<Event> events) {
        checkOpen();
        return publisher.publish(events);
    }

    private ChainId publishTest(Webhook webhook) {
        checkOpen();
        List<Publication> publications = await(publisher.publishTo(webhook, testEvents.forWebhook(webhook)));
        return publications.get(0).chains().get(0);
    }

    private CompletableFuture<Outcome> submit(Change change) {
        checkOpen();
        return journal.submit(change);
    }

    private Outcome commit(Change change) {
        return await(submit(change));
    }

    private void followUp(Change change, Outcome outcome) {
        followup.committed(change, outcome);
    }

    private void startWorkers() {
        workers.signal();
    }

    private void followStatus(Webhook webhook) {
        notifier.tell(new StateChange.WebhookStatusChanged(webhook.id(), webhook.status()));
        switch (webhook.status()) {
            case ENABLED -> lanes.unpark(webhook.id());
            case DISABLED, DISABLED_GONE, DISABLED_FAILING -> giveBack(lanes.park(webhook.id()));
            // What begins all the same is cancelled instead.
            case DELETED -> lanes.unpark(webhook.id());
        }
    }

    private void giveBack(List<DueDelivery> deliveries) {
        deliveries.forEach(delivery -> journal.recordNow(new Change.Release(delivery.key()), () -> {}));
    }

    private void cancelUnfinished(WebhookId webhook) {
        List<ChainId> unfinished = store.unfinished(webhook, CANCEL_BATCH);
        while (!unfinished.isEmpty()) {
            List<CompletableFuture<Outcome>> cancelled = unfinished.stream()
                    .map(chain -> journal.submit(new Change.Apply(chain, new ChainInput.Cancel())))
                    .toList();
            cancelled.forEach(WebhookEngine::await);
            unfinished = store.unfinished(webhook, CANCEL_BATCH);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new EngineClosedException(name);
        }
    }

    /** Waits without giving up when interrupted: the disk answers soon, and only it knows whether the change was kept. */
    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Loop loop(WebhookEngineBuilder options, String role) {
        return new Loop(options.name + "-" + role, options.clock, options.pollInterval);
    }

    private static Optional<CallbackUrls> callbackUrls(WebhookEngineBuilder options) {
        URI base = options.callbackBase;
        if (base == null) {
            return Optional.empty();
        }
        RandomGenerator random = options.random;
        byte[] proposal = new byte[KEY_BYTES];
        random.nextBytes(proposal);
        return Optional.of(new CallbackUrls(base, options.store.deploymentKey(proposal)));
    }
}
