package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.Committer;
import io.github.webhooks4j.engine.internal.backend.EngineBackend;
import io.github.webhooks4j.engine.internal.backend.WorkSource;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.EventNumbers;
import io.github.webhooks4j.engine.internal.context.MetricsRecorder;
import io.github.webhooks4j.engine.internal.context.PhaseGate;
import io.github.webhooks4j.engine.internal.context.TaskRunner;
import io.github.webhooks4j.engine.internal.context.UlidFactory;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.delivery.AttemptOptions;
import io.github.webhooks4j.engine.internal.delivery.AttemptRunner;
import io.github.webhooks4j.engine.internal.delivery.CallbackBase;
import io.github.webhooks4j.engine.internal.delivery.LaneFeed;
import io.github.webhooks4j.engine.internal.delivery.LaneParking;
import io.github.webhooks4j.engine.internal.delivery.SetAsideBuffer;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.listener.ListenerDispatcher;
import io.github.webhooks4j.engine.internal.publish.CatalogCheck;
import io.github.webhooks4j.engine.internal.publish.EventPublisher;
import io.github.webhooks4j.engine.internal.publish.FanOut;
import io.github.webhooks4j.engine.internal.publish.PublishOptions;
import io.github.webhooks4j.engine.internal.publish.SampleEvents;
import io.github.webhooks4j.engine.internal.publish.TransactionalPublisher;
import io.github.webhooks4j.engine.internal.registry.WebhookCache;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.engine.internal.upkeep.AttemptTally;
import io.github.webhooks4j.engine.internal.upkeep.BulkRunner;
import io.github.webhooks4j.engine.internal.upkeep.CallbackTimeouts;
import io.github.webhooks4j.engine.internal.upkeep.DeletedWebhookCleaner;
import io.github.webhooks4j.engine.internal.upkeep.EventEmitter;
import io.github.webhooks4j.engine.internal.upkeep.Pruner;
import io.github.webhooks4j.engine.internal.upkeep.RegistryInvalidation;
import io.github.webhooks4j.engine.internal.upkeep.SettingsMover;
import io.github.webhooks4j.engine.metrics.EngineGauges;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.Subscription;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an engine. Each part refers only to parts that the constructor has built before it. They do nothing by
 * themselves: {@link EngineLifecycle} starts and stops them, on threads of their own in production and on one thread in
 * the simulation of the tests.
 */
public final class EngineCore {
    private static final int KEY_BYTES = 32;

    /** A part that is a background task. */
    public record Task(Waker waker, BackgroundTask part) {}

    public final EngineContext context;
    public final PhaseGate gate;
    public final Store store;
    /** Allocates the numbers of events and reruns. */
    public final EventNumbers numbers;

    public final LeaseRequest claimant;
    public final List<ListenerDispatcher> listeners;
    public final LaneScheduler lanes;
    private final StoreBackend onStore;
    public final EngineBackend backend;
    public final CommandGateway commits;
    public final WorkSource work;
    public final SetAsideBuffer shelf;
    public final WebhookRegistry registry;
    public final DeletedWebhookCleaner deletions;
    public final FanOut fanOut;
    final SettingsMover moves;
    public final TransactionalPublisher hostCommits;
    public final AttemptRunner deliverer;
    public final EventPublisher publisher;
    public final Committer committer;
    public final AttemptTally attempts;
    /** Empty if the engine receives no callbacks. */
    public final Optional<CallbackUrls> callbackUrls;

    private final Optional<CallbackBase> callbackBase;

    /** The tasks that commit the mutations of all others. */
    final List<Task> committers;
    /** The other tasks, which are stopped first. */
    final List<Task> workers;
    /** The one of {@link #workers} that claims deliveries. */
    final Task dispatch;
    /** Renews the leases of this node. */
    public final Task leaseRenewal;
    /** Call the application's listeners, one each. */
    public final List<Task> notifications;

    /**
     * Creates the parts of an engine: reads from the store what their constructors need. Starts nothing.
     *
     * @param deliveries woken when a delivery may start
     * @throws io.github.webhooks4j.spi.store.StoreException if the store cannot be read
     */
    public static EngineCore open(EngineOptions options, TaskRunner tasks, Waker deliveries) {
        var parts = new EngineCore(options, tasks, deliveries, callbackUrls(options));
        parts.context.metrics().record(metrics -> metrics.bind(parts::gauges));
        return parts;
    }

    private EngineCore(EngineOptions options, TaskRunner tasks, Waker deliveries, Optional<CallbackUrls> callbackUrls) {
        var ids = new UlidFactory(options.clock(), options.random());
        this.context = new EngineContext(
                options.name(),
                options.clock(),
                options.random(),
                ids,
                tasks,
                new MetricsRecorder(options.name(), options.clock(), options.metrics()));
        this.callbackUrls = callbackUrls;
        Supplier<? extends @Nullable URI> base = options.callbackBase();
        this.callbackBase = base == null
                ? Optional.empty()
                : callbackUrls.map(urls -> new CallbackBase(options.name(), options.clock(), base, urls));
        this.gate = new PhaseGate(options.name());
        this.store = options.store();
        this.numbers = new EventNumbers(store::estimatedTime);
        this.claimant = new LeaseRequest(ids.node(), options.leaseTerm());

        List<Waker> journalWakers = tasks.register("journal", store.maxConcurrentCommits());
        List<Waker> listenerWakers =
                tasks.register("listener", options.listeners().size());
        Waker dispatchWaker = tasks.register("dispatch");
        Waker refreshWaker = tasks.register("refresh");
        Waker movesWaker = tasks.register("moves");
        Waker deletionsWaker = tasks.register("deletions");
        Waker transactionsWaker = tasks.register("transactions");
        Waker fanOutWaker = tasks.register("fan-out");
        Waker setAsideWaker = tasks.register("set-aside");
        Waker leasesWaker = tasks.register("leases");
        Waker deadlinesWaker = tasks.register("deadlines");
        Waker bulkWaker = tasks.register("bulk");
        Waker retentionWaker = tasks.register("retention");

        var dispatchers = new ArrayList<ListenerDispatcher>();
        for (int i = 0; i < listenerWakers.size(); i++) {
            dispatchers.add(new ListenerDispatcher(context, options.listeners().get(i), listenerWakers.get(i)));
        }
        this.listeners = List.copyOf(dispatchers);
        var cache = new WebhookCache();
        this.lanes = new LaneScheduler(
                options.maxInFlight(),
                options.maxInFlightPerDestination(),
                options.circuits(),
                cache,
                dispatchWaker,
                leasesWaker);
        this.onStore = new StoreBackend(
                context,
                options,
                gate,
                lanes,
                claimant,
                new StoreBackend.Wakers(journalWakers, dispatchWaker, leasesWaker, deliveries));
        this.backend = onStore;
        this.shelf = onStore.setAside();
        this.commits = backend.commands();
        this.work = backend.work();

        this.deletions = new DeletedWebhookCleaner(store, commits, lanes, options.clock(), deletionsWaker);
        var emitter = new EventEmitter(context, listeners);
        this.registry = new WebhookRegistry(
                store,
                options.clock(),
                cache,
                List.of(emitter, new LaneParking(lanes, commits), deletions),
                refreshWaker,
                options.ownerLimits());
        this.moves = new SettingsMover(store, registry, commits, options.clock());
        var firstDeliveries = new FirstDeliveries(lanes, claimant);
        this.fanOut = new FanOut(context, store, commits, firstDeliveries, fanOutWaker);
        this.hostCommits = new TransactionalPublisher(store, options.clock(), fanOut, transactionsWaker);
        var deadlines = new CallbackTimeouts(store, commits, options.clock(), deadlinesWaker);
        int bulkSlice = Math.min(options.slice(), Mutation.BulkSlice.MAX_CHAINS);
        var bulk = new BulkRunner(context, store, registry, numbers, commits, gate, bulkSlice, bulkWaker);
        var retention = new Pruner(backend.history(), options.clock(), options.retention());

        this.attempts = new AttemptTally(options.clock());
        this.committer = backend.committer(List.of(
                emitter,
                attempts,
                new LaneFeed(lanes, commits, deliveries, options.clock()),
                deadlines,
                deletions,
                moves,
                fanOut,
                bulk,
                new RegistryInvalidation(registry)));
        this.deliverer = new AttemptRunner(
                context,
                registry,
                callbackBase,
                lanes,
                backend,
                new AttemptOptions(
                        options.userAgent(),
                        options.cloudEventsSource(),
                        options.attemptTimeout(),
                        options.disabling()));
        this.publisher = new EventPublisher(
                context,
                registry,
                commits,
                firstDeliveries,
                hostCommits,
                new SampleEvents(ids, options.clock(), options.testEvent()),
                numbers,
                new PublishOptions(options.slice(), catalogCheck(options)));

        List<BackgroundTask> committing = committer.tasks(journalWakers.size());
        this.committers = IntStream.range(0, journalWakers.size())
                .mapToObj(i -> new Task(journalWakers.get(i), committing.get(i)))
                .toList();
        this.notifications = IntStream.range(0, listeners.size())
                .mapToObj(i -> new Task(listenerWakers.get(i), listeners.get(i)))
                .toList();
        this.leaseRenewal = new Task(leasesWaker, work.renewals());
        this.dispatch = new Task(dispatchWaker, work.claims());
        this.workers = List.of(
                dispatch,
                new Task(refreshWaker, registry),
                new Task(movesWaker, moves),
                new Task(deletionsWaker, deletions),
                new Task(transactionsWaker, hostCommits),
                new Task(fanOutWaker, fanOut),
                new Task(setAsideWaker, shelf),
                new Task(deadlinesWaker, deadlines),
                new Task(bulkWaker, bulk),
                new Task(retentionWaker, retention));
    }

    /** Returns what this engine holds at present. */
    public EngineGauges gauges() {
        LaneScheduler.Totals totals = lanes.totals();
        return new EngineGauges(
                totals.inFlight(),
                totals.maxInFlight(),
                totals.ready(),
                totals.readyBytes(),
                onStore.pendingCommits(),
                totals.lanes(),
                totals.openCircuits(),
                listeners.stream().mapToInt(ListenerDispatcher::waiting).sum(),
                listeners.stream().mapToLong(ListenerDispatcher::missed).sum(),
                context.metrics().failures());
    }

    /** Reads the state of the store, before any task is started, and subscribes to what other nodes do. */
    public Subscription load() {
        // Deleted webhooks that still have history may have unfinished chains.
        registry.load().forEach(webhook -> deletions.note(webhook.id()));
        registry.disabled().forEach(lanes::park);
        store.failing().forEach(lanes::noteFailing);
        Subscription subscription = work.open(registry);
        try {
            shelf.read();
        } catch (RuntimeException | Error e) {
            subscription.close();
            throw e;
        }
        return subscription;
    }

    /** Returns what keeps this node from delivering or from writing. */
    public List<HealthProblem> problems() {
        return Stream.concat(committer.problems().stream(), callbackBase.flatMap(CallbackBase::problem).stream())
                .toList();
    }

    private static Optional<CallbackUrls> callbackUrls(EngineOptions options) {
        if (options.callbackBase() == null) {
            return Optional.empty();
        }
        return Optional.of(new CallbackUrls(signingKey(options)));
    }

    private @Nullable CatalogCheck catalogCheck(EngineOptions options) {
        EngineCatalog catalog = options.catalog();
        return catalog == null ? null : new CatalogCheck(context, catalog.types(), catalog.policy());
    }

    /** Returns the key of the deployment, which the store has from the first call on. */
    public static byte[] signingKey(EngineOptions options) {
        byte[] proposal = new byte[KEY_BYTES];
        options.random().nextBytes(proposal);
        return options.store().signingKey(proposal);
    }
}
