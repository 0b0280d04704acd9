package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.engine.internal.commit.CommitGateway;
import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import io.github.webhooks4j.engine.internal.commit.CommitStream;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.internal.commit.GroupCommitter;
import io.github.webhooks4j.engine.internal.commit.OrderedCommitQueue;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.PhaseGate;
import io.github.webhooks4j.engine.internal.context.TaskRunner;
import io.github.webhooks4j.engine.internal.context.UlidFactory;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.delivery.AttemptRunner;
import io.github.webhooks4j.engine.internal.delivery.ClaimPoller;
import io.github.webhooks4j.engine.internal.delivery.LaneFeed;
import io.github.webhooks4j.engine.internal.delivery.LaneParking;
import io.github.webhooks4j.engine.internal.delivery.LeaseRenewer;
import io.github.webhooks4j.engine.internal.delivery.LeaseTracker;
import io.github.webhooks4j.engine.internal.delivery.SetAsideBuffer;
import io.github.webhooks4j.engine.internal.delivery.StoreFollower;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.listener.ListenerDispatcher;
import io.github.webhooks4j.engine.internal.publish.FanOut;
import io.github.webhooks4j.engine.internal.publish.Publisher;
import io.github.webhooks4j.engine.internal.publish.SampleEvents;
import io.github.webhooks4j.engine.internal.publish.TransactionalPublisher;
import io.github.webhooks4j.engine.internal.registry.WebhookCache;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.engine.internal.upkeep.CallbackTimeouts;
import io.github.webhooks4j.engine.internal.upkeep.DeletedWebhookCleaner;
import io.github.webhooks4j.engine.internal.upkeep.EventEmitter;
import io.github.webhooks4j.engine.internal.upkeep.Pruner;
import io.github.webhooks4j.engine.internal.upkeep.RegistryInvalidation;
import io.github.webhooks4j.engine.internal.upkeep.SettingsMover;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.Subscription;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The parts of an engine, built from the ground to the top: each part refers only to parts above it in the constructor. They do nothing
 * by themselves: {@link EngineLifecycle} starts and stops them, with threads in production and on one thread in the simulation of
 * the tests.
 */
public final class EngineCore {
    private static final int KEY_BYTES = 32;

    /** A part that is a background task. */
    public record Task(Waker waker, BackgroundTask part) {}

    public final EngineContext context;
    public final PhaseGate gate;
    public final Store store;
    public final LeaseRequest claimant;
    public final ListenerDispatcher notifier;
    public final LaneScheduler lanes;
    public final LeaseRenewer leases;
    public final SetAsideBuffer shelf;
    public final CommitGateway commits;
    public final GroupCommitter journal;
    public final WebhookRegistry registry;
    public final DeletedWebhookCleaner deletions;
    public final FanOut fanOut;
    final SettingsMover moves;
    public final TransactionalPublisher hostCommits;
    public final ClaimPoller dispatcher;
    public final AttemptRunner deliverer;
    public final Publisher publisher;
    public final CommitStream stream;
    public final Optional<CallbackUrls> callbackUrls;

    /** Those that write what has become of everything else. */
    final List<Task> committers;
    /** All others, which are stopped first. */
    final List<Task> workers;
    /** Claims what is due; one of them. */
    final Task dispatch;
    /** Keeps what this node holds. */
    public final Task leaseRenewal;
    /** Notifies the application. */
    public final Task notification;

    private final StoreFollower follower;

    /**
     * Opens the store for an engine: reads what the parts need to be built. Nothing runs yet.
     *
     * @param deliveries woken when something may begin
     * @throws io.github.webhooks4j.spi.store.StoreException if the store cannot be read
     */
    public static EngineCore open(EngineOptions options, TaskRunner tasks, Waker deliveries) {
        return new EngineCore(options, tasks, deliveries, callbackUrls(options));
    }

    private EngineCore(EngineOptions options, TaskRunner tasks, Waker deliveries, Optional<CallbackUrls> callbackUrls) {
        var ids = new UlidFactory(options.clock(), options.random());
        this.context = new EngineContext(options.name(), options.clock(), options.random(), ids, tasks);
        this.callbackUrls = callbackUrls;
        this.gate = new PhaseGate(options.name());
        this.store = options.store().forNode(options.clock());
        this.claimant = new LeaseRequest(ids.node(), options.leaseTerm());

        List<Waker> journalWakers = tasks.register("journal", store.maxConcurrentCommits());
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

        this.notifier = new ListenerDispatcher(options.name(), options.listener(), listenerWaker);
        var cache = new WebhookCache();
        this.lanes =
                new LaneScheduler(options.maxInFlight(), options.maxInFlightPerDestination(), cache, dispatchWaker);
        this.leases = new LeaseRenewer(context, store, lanes, claimant);
        this.shelf = new SetAsideBuffer(context, store, options.limits(), leases);
        CommitQueue queue =
                options.queueing().apply(new OrderedCommitQueue(options.clock(), options.limits(), journalWakers));
        this.commits = new CommitGateway(context, gate, queue, options.limits(), lanes, options.publishTimeout());

        this.deletions = new DeletedWebhookCleaner(store, commits, lanes, options.clock(), deletionsWaker);
        var emitter = new EventEmitter(notifier);
        this.registry = new WebhookRegistry(
                store,
                options.clock(),
                cache,
                List.of(emitter, new LaneParking(lanes, commits), deletions),
                refreshWaker);
        this.moves = new SettingsMover(store, registry, commits, options.clock());
        var firstDeliveries = new FirstDeliveries(lanes, claimant);
        this.fanOut = new FanOut(context, store, commits, firstDeliveries, fanOutWaker);
        this.hostCommits = new TransactionalPublisher(store, options.clock(), fanOut, transactionsWaker);
        var deadlines = new CallbackTimeouts(store, commits, options.clock(), deadlinesWaker);
        var retention = new Pruner(store, options.clock(), options.retention());

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
        this.journal = new GroupCommitter(context, store, options.limits(), commits, shelf, stream);
        this.dispatcher = new ClaimPoller(store, lanes, leases, commits, deliveries, claimant, options.clock());
        this.deliverer = new AttemptRunner(
                context, registry, callbackUrls, lanes, leases, commits, options.userAgent(), options.attemptTimeout());
        this.publisher = new Publisher(
                context,
                registry,
                commits,
                firstDeliveries,
                hostCommits,
                new SampleEvents(ids, options.clock(), options.testEvent()),
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
    public Subscription load() {
        // What is deleted but still has history may not have come to its end.
        registry.load().forEach(webhook -> deletions.note(webhook.id()));
        registry.disabled().forEach(lanes::park);
        store.failing().forEach(lanes::noteFailing);
        Subscription subscription = store.subscribe(follower);
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
        return Optional.of(new CallbackUrls(base, options.store().signingKey(proposal)));
    }
}
