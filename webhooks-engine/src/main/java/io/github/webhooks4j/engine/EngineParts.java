package io.github.webhooks4j.engine;

import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.Subscription;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The parts of an engine, built from the ground to the top: each part refers only to parts above it in the constructor. They do nothing
 * by themselves: {@link EngineLifecycle} starts and stops them, with threads in production and on one thread in the simulation of
 * the tests.
 */
final class EngineParts {
    private static final int KEY_BYTES = 32;

    /** A part that is a background task. */
    record Task(Waker waker, BackgroundTask part) {}

    final EngineContext context;
    final PhaseGate gate;
    final Store store;
    final Claimant claimant;
    final Notifier notifier;
    final Lanes lanes;
    final Leases leases;
    final Shelf shelf;
    final CommitGateway commits;
    final Journal journal;
    final WebhookRegistry registry;
    final Deletions deletions;
    final FanOut fanOut;
    final Moves moves;
    final HostCommits hostCommits;
    final Dispatcher dispatcher;
    final Deliverer deliverer;
    final Publisher publisher;
    final CommitStream stream;
    final Optional<CallbackUrls> callbackUrls;

    /** Those that write what has become of everything else. */
    final List<Task> committers;
    /** All others, which are stopped first. */
    final List<Task> workers;
    /** Claims what is due; one of them. */
    final Task dispatch;
    /** Keeps what this node holds. */
    final Task leaseRenewal;
    /** Notifies the application. */
    final Task notification;

    private final StoreFollower follower;

    /**
     * Opens the store for an engine: reads what the parts need to be built. Nothing runs yet.
     *
     * @param deliveries woken when something may begin
     * @throws io.github.webhooks4j.store.StoreException if the store cannot be read
     */
    static EngineParts open(EngineOptions options, TaskRunner tasks, Waker deliveries) {
        return new EngineParts(options, tasks, deliveries, callbackUrls(options));
    }

    private EngineParts(
            EngineOptions options, TaskRunner tasks, Waker deliveries, Optional<CallbackUrls> callbackUrls) {
        var ids = new Ids(options.clock(), options.random());
        this.context = new EngineContext(options.name(), options.clock(), options.random(), ids, tasks);
        this.callbackUrls = callbackUrls;
        this.gate = new PhaseGate(options.name());
        this.store = options.store();
        this.claimant = new Claimant(ids.node(), options.leaseTerm());

        List<Waker> journalWakers = tasks.register("journal", store.commitsAtOnce());
        Waker listenerWaker = tasks.register("listener");
        Waker dispatchWaker = tasks.register("dispatch");
        Waker refreshWaker = tasks.register("refresh");
        Waker movesWaker = tasks.register("moves");
        Waker deletionsWaker = tasks.register("deletions");
        Waker transactionsWaker = tasks.register("transactions");
        Waker fanOutWaker = tasks.register("fan-out");
        Waker setAsideWaker = tasks.register("set-aside");
        Waker leasesWaker = tasks.register("leases");
        Waker deadlinesWaker = tasks.register("deadlines");
        Waker retentionWaker = tasks.register("retention");

        this.notifier = new Notifier(options.name(), options.listener(), listenerWaker);
        var cache = new WebhookCache();
        this.lanes = new Lanes(options.maxInFlight(), options.maxInFlightPerDestination(), cache, dispatchWaker);
        this.leases = new Leases(context, store, lanes, claimant);
        this.shelf = new Shelf(context, store, options.limits(), leases);
        CommitQueue queue =
                options.queueing().apply(new JournalQueue(options.clock(), options.limits(), journalWakers));
        this.commits = new CommitGateway(context, gate, queue, options.limits(), lanes, options.publishTimeout());

        this.deletions = new Deletions(store, commits, lanes, options.clock(), deletionsWaker);
        var emitter = new EventEmitter(notifier);
        this.registry = new WebhookRegistry(
                store,
                options.clock(),
                cache,
                List.of(emitter, new LaneParking(lanes, commits), deletions),
                refreshWaker);
        this.moves = new Moves(store, registry, commits, options.clock());
        var firstDeliveries = new FirstDeliveries(lanes, claimant);
        this.fanOut = new FanOut(context, store, commits, firstDeliveries, fanOutWaker);
        this.hostCommits = new HostCommits(store, options.clock(), fanOut, transactionsWaker);
        var deadlines = new Deadlines(store, commits, options.clock(), deadlinesWaker);
        var retention = new Retention(store, options.clock(), options.retention());

        this.stream = new CommitStream(
                options.name(),
                List.of(
                        new LeaseTracker(leases),
                        emitter,
                        new LaneFeed(lanes, commits, deliveries),
                        deadlines,
                        deletions,
                        moves,
                        fanOut,
                        new RegistryInvalidation(registry)));
        this.journal = new Journal(context, store, options.limits(), commits, shelf, stream);
        this.dispatcher = new Dispatcher(store, lanes, leases, commits, deliveries, claimant, options.clock());
        this.deliverer = new Deliverer(
                context, registry, callbackUrls, lanes, leases, commits, options.userAgent(), options.attemptTimeout());
        this.publisher = new Publisher(
                context,
                registry,
                commits,
                firstDeliveries,
                hostCommits,
                new TestEvents(ids, options.clock(), options.testEvent()),
                options.slice());

        this.committers =
                journalWakers.stream().map(waker -> new Task(waker, journal)).toList();
        this.notification = new Task(listenerWaker, notifier);
        this.leaseRenewal = new Task(leasesWaker, leases);
        this.dispatch = new Task(dispatchWaker, dispatcher);
        this.workers = List.of(
                dispatch,
                new Task(refreshWaker, registry),
                new Task(movesWaker, moves),
                new Task(deletionsWaker, deletions),
                new Task(transactionsWaker, hostCommits),
                new Task(fanOutWaker, fanOut),
                new Task(setAsideWaker, shelf),
                new Task(deadlinesWaker, deadlines),
                new Task(retentionWaker, retention));
        this.follower = new StoreFollower(lanes, registry, dispatcher, dispatchWaker, options.clock());
    }

    /** Reads what the store holds, before any task is started, and follows what other nodes do from then on. */
    Subscription load() {
        // What is deleted but still has history may not have come to its end.
        registry.load().forEach(webhook -> deletions.note(webhook.id()));
        registry.disabled().forEach(lanes::park);
        store.failing().forEach(lanes::noteFailing);
        Subscription subscription = store.watch(follower);
        try {
            dispatcher.load();
            shelf.read();
        } catch (RuntimeException | Error e) {
            subscription.close();
            throw e;
        }
        return subscription;
    }

    private static Optional<CallbackUrls> callbackUrls(EngineOptions options) {
        URI base = options.callbackBase();
        if (base == null) {
            return Optional.empty();
        }
        byte[] proposal = new byte[KEY_BYTES];
        options.random().nextBytes(proposal);
        return Optional.of(new CallbackUrls(base, options.store().deploymentKey(proposal)));
    }
}
