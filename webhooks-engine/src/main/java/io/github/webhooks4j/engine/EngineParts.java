package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.engine.health.StoreReading;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreWatcher;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.net.URI;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an engine, wired to each other but not to threads: somebody has to call the steps of {@link #journal}, {@link
 * #dispatch}, {@link #leases}, {@link #deadlines}, {@link #retention} and {@link #notifier}, and to carry what {@link #lanes} let begin through
 * the two halves of {@link #deliverer}. {@link WebhookEngine} does so with threads, the simulator of the tests on one thread.
 */
final class EngineParts {
    private static final int KEY_BYTES = 32;
    /** Whoever calls back waits this long at most: their HTTP client does not wait for ever either. */
    private static final Duration CALLBACK_BOUND = Duration.ofSeconds(9);

    /** Whoever makes the parts run. The parts call it from anywhere, with locks held: it must not block. */
    interface Driver {
        /** Has the journal's step done soon. */
        void wakeJournal();

        /** Has the notifier's step done soon. */
        void wakeNotifier();

        /** Has {@link #dispatch} done soon. */
        void wakeDispatch();

        /** Has {@link #upkeep} done soon. */
        void wakeUpkeep();

        /** Has the deadlines' step done soon. */
        void wakeDeadlines();

        /** Has somebody ask the lanes for what may begin. */
        void startWorkers();

        /**
         * Says whether new work is taken.
         *
         * @throws EngineClosedException if not
         */
        void checkOpen();

        /**
         * Waits until a future completes that a step completes, or what {@link #after} runs; called with no lock held.
         *
         * @param bound after which it completes in any case; whoever calls looks whether it did
         */
        void await(CompletableFuture<?> future, Duration bound);

        /**
         * Has something run later, where it may not block.
         *
         * @return what makes it not run any more
         */
        Runnable after(Duration delay, Runnable task);

        /** Runs what may block soon, beside the loops. */
        void runAside(Runnable task);
    }

    final Store store;
    final Claimant claimant;
    final Notifier notifier;
    final Lanes lanes;
    final Leases leases;
    final Journal journal;
    final Webhooks webhooks;
    final Deliverer deliverer;
    final Deadlines deadlines;
    final Retention retention;
    final Chains chains;
    final SetAside setAside;
    final History history;
    final CallbackEndpoint callbacks;
    private final String name;
    private final Driver driver;
    private final Duration bound;
    private final Shelf shelf;
    private final Clock clock;
    private final Dispatcher dispatcher;
    private final Deletions deletions;
    private final FanOut fanOut;
    private final Moves moves;
    private final HostCommits hostCommits;
    private final Followup followup;
    private final Publisher publisher;
    private final TestEvents testEvents;

    EngineParts(WebhookEngineBuilder options, Driver driver) {
        this.clock = options.clock;
        var ids = new Ids(clock, options.random);
        Optional<CallbackUrls> callbackUrls = callbackUrls(options);
        this.name = options.name;
        this.store = options.store;
        this.driver = driver;
        this.claimant = new Claimant(ids.node(), options.leaseTerm);
        this.notifier = new Notifier(name, options.listener, driver::wakeNotifier);
        this.lanes =
                new Lanes(options.maxInFlight(), options.maxInFlightPerDestination, this::traits, driver::wakeDispatch);
        this.leases = new Leases(name, store, lanes, claimant, clock);
        this.bound = options.publishTimeout;
        this.shelf = new Shelf(name, store, clock, options.journalLimits, leases::ended);
        this.journal = new Journal(
                name,
                store,
                clock,
                options.journalLimits,
                bound,
                options.queueing,
                shelf,
                this::followUp,
                driver::startWorkers,
                driver);
        var userAgent = new Header("User-Agent", options.userAgent);
        this.webhooks = new Webhooks(
                store,
                options.transport::check,
                new HandshakeValidator(options.abuseProtection, options.transport, userAgent, options.attemptTimeout),
                callbackUrls.isPresent(),
                clock,
                options.random,
                ids,
                this::followStatus,
                this::cleanUp,
                this::publishTest);
        this.deliverer = new Deliverer(
                webhooks,
                callbackUrls,
                lanes,
                leases,
                journal,
                clock,
                options.random,
                userAgent,
                options.attemptTimeout);
        this.dispatcher = new Dispatcher(store, lanes, leases, journal, driver::startWorkers, claimant, clock);
        this.deletions = new Deletions(store, journal, lanes, clock, driver::wakeUpkeep);
        this.moves = new Moves(store, webhooks, journal, clock);
        this.fanOut = new FanOut(name, store, journal, lanes, leases, notifier, claimant, clock, driver::wakeUpkeep);
        this.hostCommits = new HostCommits(store, clock, fanOut::note, driver::wakeUpkeep);
        this.deadlines = new Deadlines(store, journal, clock, driver::wakeDeadlines);
        this.retention = new Retention(store, clock, options.retention);
        this.followup = new Followup(lanes, leases, deadlines, webhooks, notifier, driver::wakeDispatch);
        this.publisher = new Publisher(
                webhooks, lanes, leases, journal, hostCommits, fanOut, options.slice, notifier, ids, claimant, clock);
        this.testEvents = new TestEvents(ids, clock, options.testEvent);
        this.setAside = new SetAside(shelf, this::commit);
        this.chains = new Chains(store, webhooks, ids, this::commit);
        this.history = new History(store);
        this.callbacks = new CallbackEndpoint(callbackUrls, this::callBack);
    }

    /** Reads what the store holds, before any step is done, and listens to what other nodes do from then on. */
    void load() {
        // What is deleted but still has history may not have come to its end.
        webhooks.load().forEach(webhook -> deletions.note(webhook.id()));
        webhooks.disabled().forEach(lanes::park);
        store.failing().forEach(lanes::noteFailing);
        store.watch(new OtherNodes());
        dispatcher.load();
        shelf.read();
    }

    /**
     * Fetches work, and then follows what was changed in the store; returns when to do it again. In this order, so that nothing
     * that fails in following keeps deliveries waiting.
     */
    Instant dispatch() {
        Instant work = dispatcher.step();
        Instant next = earlier(webhooks.followStore(), work);
        return earlier(next, moves.step());
    }

    /**
     * Creates the chains of events that were accepted with a list of them, and cancels those of deleted webhooks; returns when to do
     * it again. Not part of {@link #dispatch}, which looks at all lanes each time, and waits for claims.
     */
    Instant upkeep() {
        Instant next = deletions.step();
        next = earlier(next, hostCommits.step());
        next = earlier(next, fanOut.step());
        return earlier(next, shelf.step());
    }

    StoreReading reading() {
        return dispatcher.reading();
    }

    long leaseTakeovers() {
        return dispatcher.takeovers();
    }

    List<PublishResult> publish(Connection connection, List<Event> events) {
        driver.checkOpen();
        return publisher.publish(connection, events);
    }

    CompletableFuture<List<PublishResult>> publish(List<Event> events) {
        driver.checkOpen();
        return bounded(publish(events, Webhooks.MAX_CHOICES));
    }

    /** Ends a future within the bound also if it was begun anew in between, each time with a bound of its own. */
    private <T> CompletableFuture<T> bounded(CompletableFuture<T> future) {
        if (!future.isDone()) {
            Runnable ended =
                    driver.after(bound, () -> future.completeExceptionally(Journal.unknown("within " + bound)));
            var unused = future.whenComplete((result, failure) -> ended.run());
        }
        return future;
    }

    /** Matches events again when the store does not have what they were matched by: it was restored to an earlier time. */
    private CompletableFuture<List<PublishResult>> publish(List<Event> events, int choices) {
        return publisher.publish(events).exceptionallyCompose(failure -> {
            if (!(failure.getCause() instanceof OutdatedWebhooksException outdated)) {
                return CompletableFuture.failedFuture(failure);
            }
            // Not on the loop that wrote it: the store is asked, and permits are waited for.
            return CompletableFuture.runAsync(() -> webhooks.readAnew(outdated, choices - 1), driver::runAside)
                    .thenCompose(readAnew -> publish(events, choices - 1));
        });
    }

    /** Waits without giving up when interrupted: the future completes within the bound, and only it knows whether the change was kept. */
    <T> T await(CompletableFuture<T> future) {
        driver.await(future, bound);
        if (!future.isDone()) {
            throw Journal.unknown("within " + bound);
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void cleanUp(WebhookId deleted) {
        deletions.lookNow();
    }

    private LaneTraits traits(LaneKey lane, @Nullable LaneTraits former) {
        return webhooks.traits(lane, former);
    }

    private ChainId publishTest(Webhook webhook) {
        driver.checkOpen();
        List<PublishResult> publications = await(publisher.publishTo(webhook, testEvents.forWebhook(webhook)));
        return publications.get(0).chains().get(0);
    }

    private Outcome commit(Change change) {
        driver.checkOpen();
        return await(journal.submit(change));
    }

    private CompletableFuture<Outcome> callBack(Change change) {
        driver.checkOpen();
        Duration shorter = bound.compareTo(CALLBACK_BOUND) < 0 ? bound : CALLBACK_BOUND;
        CompletableFuture<Outcome> outcome = journal.submit(change, shorter);
        driver.await(outcome, shorter);
        return outcome;
    }

    private void followUp(Change change, Outcome outcome) {
        if (change instanceof Change.EndSetAside end) {
            Change what = end.record().change();
            boolean dropped = !end.written() && what instanceof Change.RecordAttempt;
            // A delivery whose record was dropped is given back like one that was not attempted.
            followup.committed(dropped ? new Change.Release(((Change.RecordAttempt) what).key()) : what, outcome);
        } else {
            followup.committed(change, outcome);
        }
    }

    private void followStatus(Webhook webhook) {
        notifier.tell(new StateChange.WebhookStatusChanged(webhook.id(), webhook.status()));
        switch (webhook.status()) {
            case ENABLED -> lanes.unpark(webhook.id());
            case DISABLED, DISABLED_GONE, DISABLED_FAILING -> journal.giveBack(lanes.park(webhook.id()));
            case DELETED -> deletions.note(webhook.id());
        }
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
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

    /** What other nodes on the store do. */
    private final class OtherNodes implements StoreWatcher {
        @Override
        public void workDue(LaneKey lane) {
            lanes.noteDueInStore(lane, clock.instant());
        }

        @Override
        public void webhooksChanged() {
            webhooks.noteChanged();
            driver.wakeDispatch();
        }

        @Override
        public void missedSomething() {
            webhooks.noteChanged();
            dispatcher.lookAnew();
            driver.wakeDispatch();
        }
    }
}
