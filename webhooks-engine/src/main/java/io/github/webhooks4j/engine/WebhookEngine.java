package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.engine.health.EngineHealth;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.internal.delivery.DeliveryPool;
import io.github.webhooks4j.engine.internal.delivery.DeliveryWorkers;
import io.github.webhooks4j.engine.internal.runtime.DeliverySignal;
import io.github.webhooks4j.engine.internal.runtime.EngineCore;
import io.github.webhooks4j.engine.internal.runtime.EngineLifecycle;
import io.github.webhooks4j.engine.internal.runtime.EngineOptions;
import io.github.webhooks4j.engine.internal.runtime.EngineTasks;
import io.github.webhooks4j.engine.internal.runtime.ThreadedTaskRunner;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.engine.metrics.AttemptMinute;
import io.github.webhooks4j.engine.metrics.EngineGauges;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.publish.Publisher;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.stats.ChainCounts;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends webhooks: accepts events and delivers each to every webhook that matches, durably, signed and retried, to one
 * destination after another if the webhook is a chain, and stores the history.
 *
 * <p>An event that {@link #publish(Event)} accepted is on disk. It is delivered at least once, or the history shows why
 * not; a repetition has the same {@code webhook-id}. A step of a chain is advanced at most once. On start, an engine
 * resumes all unfinished work in the store, even after a crash.
 *
 * <p>Several engines may share a store that several nodes can open, and may start and stop at any time: each claims
 * deliveries that no other engine holds, and takes over those of a dead engine when their leases have ended.
 *
 * <p>An engine that was only {@linkplain WebhookEngineBuilder#build() built} publishes and receives callbacks, and
 * delivers nothing until {@link #startDelivering()}.
 *
 * <p>Thread-safe. The store and the transport belong to the application; close them after the engine.
 */
public final class WebhookEngine implements Publisher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookEngine.class);

    /** The longest time that closing takes beyond the grace, even if something hangs. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(18);

    private static final Duration MAX_GRACE = Duration.ofHours(1);

    private final String name;
    private final Clock clock;
    private final EngineCore parts;
    private final EngineFacades facades;
    private final Duration shutdownGrace;
    private final EngineTasks tasks;
    private final EngineLifecycle lifecycle;
    private final DeliveryPool pool;
    /** The executor of deliveries, if it is the engine's own. */
    private final @Nullable ExecutorService ownExecutor;

    private final Object transitions = new Object(); // held while deliveries start, and while they stop
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

    private WebhookEngine(
            EngineOptions options,
            EngineCore parts,
            EngineTasks tasks,
            EngineLifecycle lifecycle,
            DeliveryPool pool,
            @Nullable ExecutorService ownExecutor) {
        this.name = options.name();
        this.clock = options.clock();
        this.parts = parts;
        this.facades = new EngineFacades(options, parts);
        this.shutdownGrace = options.shutdownGrace();
        this.tasks = tasks;
        this.lifecycle = lifecycle;
        this.pool = pool;
        this.ownExecutor = ownExecutor;
    }

    /** Returns a builder of an engine that stores everything in {@code store} and sends through {@code transport}. */
    public static WebhookEngineBuilder builder(Store store, Transport transport) {
        return new WebhookEngineBuilder(store, transport);
    }

    /** Opens an engine, which owns {@code ownExecutor} if it is not null. */
    static WebhookEngine open(EngineOptions options, Executor executor, @Nullable ExecutorService ownExecutor) {
        var tasks = new ThreadedTaskRunner(options.name(), options.clock(), options.pollInterval());
        return open(options, tasks, executor, workers -> workers, ownExecutor);
    }

    /**
     * Opens an engine on other tasks than threads.
     *
     * @param pool wraps the workers, which {@code executor} runs; the engine waits for the result when it stops
     */
    static WebhookEngine open(
            EngineOptions options,
            EngineTasks tasks,
            Executor executor,
            UnaryOperator<DeliveryPool> pool,
            @Nullable ExecutorService ownExecutor) {
        try {
            var deliveries = new DeliverySignal();
            EngineCore parts = EngineCore.open(options, tasks, deliveries);
            DeliveryPool deliveryPool = pool.apply(new DeliveryWorkers(
                    parts.context, executor, options.maxInFlight(), parts.lanes, parts.deliverer, options.transport()));
            deliveries.connect(deliveryPool);
            var lifecycle = new EngineLifecycle(options.name(), parts, tasks, deliveryPool);
            lifecycle.open();
            LOG.info(
                    "{}: opened as {} with {} webhooks", options.name(), parts.claimant.node(), parts.registry.count());
            return new WebhookEngine(options, parts, tasks, lifecycle, deliveryPool, ownExecutor);
        } catch (RuntimeException | Error e) {
            tasks.close();
            throw e;
        }
    }

    /**
     * Starts to deliver: claims deliveries from the store, and delivers events that are published from now on. Does
     * nothing if the engine delivers already.
     *
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     */
    public void startDelivering() {
        synchronized (transitions) {
            lifecycle.startDelivering();
        }
    }

    /**
     * Stops delivering, but continues to publish and to receive callbacks: starts no more attempts, releases its
     * deliveries to other engines on the store, and waits for the attempts in flight. {@link #startDelivering()} starts
     * again. Does nothing if the engine does not deliver. An interrupt ends the grace.
     *
     * @param grace the time after which attempts still in flight are aborted, to be repeated later; zero to an hour
     * @return whether nothing had to be aborted
     * @throws IllegalArgumentException if the grace is negative or longer than an hour
     */
    public boolean stopDelivering(Duration grace) {
        if (grace.isNegative() || grace.compareTo(MAX_GRACE) > 0) {
            throw new IllegalArgumentException("grace must be PT0S to " + MAX_GRACE + ", was " + grace);
        }
        synchronized (transitions) {
            boolean interrupted = Thread.interrupted();
            try {
                return lifecycle.stopDelivering(interrupted ? Duration.ZERO : grace);
            } catch (InterruptedException e) {
                interrupted = true;
                return false;
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Returns the present phase of the engine. */
    public EnginePhase phase() {
        return parts.gate.phase();
    }

    /** Returns the webhooks: create, change, delete them. */
    public Webhooks webhooks() {
        return facades.webhooks;
    }

    /** Returns the chains: resume, cancel, run them again. */
    public Chains chains() {
        return facades.chains;
    }

    /** Returns actions on many chains at a time: plan them, start them, follow them, stop them. */
    public Bulk bulk() {
        return facades.bulk;
    }

    /** Returns the commands for records that were set aside: retry or drop them. */
    public SetAside setAside() {
        return facades.setAside;
    }

    /** Returns the history of all chains. */
    public History history() {
        return facades.history;
    }

    /** Returns the types of events that the application publishes; empty if the engine was built without a catalogue. */
    public Optional<EventCatalog> catalog() {
        return facades.catalog();
    }

    /** Returns the endpoint that receives callbacks, to be mounted below the callback base URL. */
    public CallbackEndpoint callbacks() {
        return facades.callbacks;
    }

    /**
     * Returns the health of the engine. Queries neither the store nor the network, so it returns at once even when they
     * are down: what it shows of the store was read up to 10 seconds ago.
     */
    public EngineHealth health() {
        var problems = new ArrayList<>(parts.problems());
        problems.addAll(pool.problems());
        return EngineHealth.of(
                parts.claimant.node(),
                parts.lanes.deliveringNodes(),
                tasks.health(
                        parts.notifications.stream().map(EngineCore.Task::waker).toList()),
                parts.work.reading(),
                parts.work.takeovers(),
                parts.shelf.health(),
                problems,
                clock.instant());
    }

    /**
     * Erases all that the store has of one {@linkplain io.github.webhooks4j.webhook.WebhookDraft.Builder#owner owner},
     * however young: deletes the owner's webhooks, cancels their unfinished chains, and deletes these webhooks'
     * settings and secrets, their chains with all attempts and callbacks, and the events that have no chain of another
     * owner's webhook. Returns when that is durable.
     *
     * <p>Takes about as long as the history is large, up to 500 chains in one transaction, between which other work
     * goes on. If it fails or the process ends, what was erased until then stays so, and calling it again continues.
     * Listeners are not notified of each chain.
     *
     * <p>Not erased are events that also have a chain of another webhook, as long as they have it, and events that
     * started no chain; ids, versions and times of the deleted webhooks, which the store has as long as those of other
     * deleted webhooks; the {@linkplain #chainCounts counts}, in which the chains stay; what a request in flight sends;
     * and what is in backups, logs and free pages of the database. A node that has not seen the deletion yet may start
     * a chain within the next second, and so may the commit of an application's transaction that was open: such a chain
     * sends nothing once its node knows, and is erased in the background, within about a quarter of an hour. An event
     * that was erased is accepted again if it is published again.
     *
     * @param owner 1 to 100 characters
     * @return what was erased; all zeros if no webhook has this owner
     * @throws IllegalArgumentException if the owner is blank or too long
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails; call it again
     */
    public ErasedOwner eraseOwner(String owner) {
        return facades.eraseOwner(owner);
    }

    /**
     * Returns a key of the deployment for one purpose of the application, such as tokens that every node must verify:
     * the same on all nodes and after each restart, different for each purpose, and unrelated to callback URLs. It is
     * derived from the key that the store has, and is as secret as that.
     *
     * @param purpose names the purpose: 1 to 100 characters
     * @return 32 bytes
     * @throws IllegalArgumentException if the purpose is blank or too long
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    public byte[] deriveKey(String purpose) {
        return facades.deriveKey(purpose);
    }

    /** Returns the counts of all chains ever accepted, by state. */
    public ChainCounts chainCounts() {
        return parts.backend.history().chainCounts();
    }

    /**
     * Returns sentences for an operator about a healthy engine; empty if there are none. Examples: this node is not
     * notified of what other nodes do, so that work waits longer for it; a listener has missed events in the last 10
     * minutes, or has been busy with one for more than 30 seconds. Queries neither the store nor the network.
     */
    public List<String> notes() {
        var notes = new ArrayList<>(parts.store.notes());
        parts.listeners.forEach(listener -> notes.addAll(listener.notes()));
        return List.copyOf(notes);
    }

    /**
     * Returns the destinations for which this node has work or a rate limit, those in most trouble first: with an open
     * circuit breaker, then by consecutive failures, then by deliveries in memory; at most 1,000. Destinations without
     * work are not listed, and other nodes have their own. Queries neither the store nor the network. The engine goes
     * on while the list is made, so its entries are not all of the same moment.
     */
    public List<DestinationState> destinations() {
        return parts.lanes.destinations(clock.instant());
    }

    /** Returns what this engine holds at present. Queries neither the store nor the network. */
    public EngineGauges gauges() {
        return parts.gauges();
    }

    /**
     * Returns how many attempts this node has recorded in each of the last 60 minutes, the earliest first and the present
     * minute last. Other nodes have their own. Queries neither the store nor the network.
     */
    public List<AttemptMinute> attemptsByMinute() {
        return parts.attempts.lastHour();
    }

    /**
     * Publishes an event: returns when it is durable, with the chains that it started, one for each webhook that
     * matches.
     *
     * <p>If it starts more than 1,000 chains, the event is stored with a list of them, and they are created a moment
     * later, up to 1,000 in one transaction; until then they have no history and are not counted.
     *
     * <p>An event without a time gets that of the engine's clock, to the millisecond.
     *
     * @throws NullPointerException {@inheritDoc}
     * @throws IllegalArgumentException {@inheritDoc}
     * @throws io.github.webhooks4j.event.EventConflictException {@inheritDoc}
     * @throws io.github.webhooks4j.catalog.UnknownEventTypeException if the {@linkplain WebhookEngineBuilder#catalog catalogue}
     *     does not name its type, and such events are rejected
     * @throws io.github.webhooks4j.catalog.InvalidEventException if its body breaks the schema of its type, and such events are
     *     rejected
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails, or does not respond within the
     *     {@linkplain WebhookEngineBuilder#publishTimeout bound}, 30 seconds by default; to find out whether the event
     *     was accepted, publish it again, always if the reason is {@code OUTCOME_UNKNOWN}
     */
    @Override
    public PublishResult publish(Event event) {
        return publish(listOf(event)).get(0);
    }

    /**
     * {@inheritDoc}
     *
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     */
    @Override
    public List<PublishResult> publish(List<Event> events) {
        return parts.commits.await(parts.publisher.publish(requireNonNull(events, "events")));
    }

    /**
     * Publishes an event without waiting for the disk. May block while too many events wait already, no longer than
     * {@link #publish(Event)} does.
     *
     * @return a future that completes within the same bound: when the event is durable, or with the exceptions of
     *     {@link #publish(Event)}; its dependent stages run on the common pool
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     */
    @Override
    public CompletableFuture<PublishResult> publishAsync(Event event) {
        return publishAsync(listOf(event)).thenApply(results -> results.get(0));
    }

    /**
     * Publishes several events without waiting for the disk: all of them or none. Otherwise as {@link
     * #publishAsync(Event)}.
     *
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     */
    @Override
    public CompletableFuture<List<PublishResult>> publishAsync(List<Event> events) {
        return parts.publisher.publish(requireNonNull(events, "events")).thenApplyAsync(results -> results);
    }

    /**
     * Returns a publisher in a transaction of the application: what it publishes is accepted exactly if that transaction
     * commits, together with everything else that the application writes in it, and is delivered soon after. With
     * autocommit on it is durable on return.
     *
     * <p>Each event is written with a list of the chains that it starts; the engine creates them after the commit.
     * Until then they have no history and are not counted. Results are valid only once the application has committed.
     * After an {@link io.github.webhooks4j.event.EventConflictException} the application's transaction can go on; after a
     * {@link io.github.webhooks4j.spi.store.StoreException} nothing of the events was written.
     *
     * <p>The publisher runs on the caller's thread, as the connection does: {@code publishAsync} too, which returns a
     * future that has ended. It waits for the database only. No other node waits until the application commits, except
     * one that publishes the same event id. Set timeouts on the connection: {@link WebhookEngineBuilder#publishTimeout}
     * does not apply here, since the engine must not leave a connection in the middle of a statement. On SQLite, where one
     * transaction writes at a time, all other writes wait for the application's.
     *
     * <p>The publisher is as thread-safe as the connection, holds nothing, and throws {@link
     * io.github.webhooks4j.engine.lifecycle.EngineClosedException} once the engine is closed, and {@link
     * IllegalStateException} if the engine's store is not on a database that applications can share.
     *
     * @param connection a connection of the application to the database of the engine's store; its settings are not
     *     changed
     */
    public Publisher in(Connection connection) {
        return new ConnectionPublisher(parts.publisher, requireNonNull(connection, "connection"));
    }

    private static List<Event> listOf(Event event) {
        return List.of(requireNonNull(event, "event"));
    }

    /**
     * Closes the engine: refuses further calls, waits for the attempts in flight, up to 10 seconds or the {@linkplain
     * WebhookEngineBuilder#shutdownGrace grace}, then aborts them, and writes their results. Deliveries that are not
     * made yet stay in the store for the next start.
     *
     * <p>Every caller waits until that is done, also when interrupted, but at most 20 seconds longer than the grace, so
     * 30 seconds by default, even if something hangs: give the process that time to end. Then the rest continues on
     * daemon threads, and calls that still wait for the store fail, with an unknown outcome. A listener, which receives
     * all events before the end, does not wait when it calls this.
     */
    @Override
    public void close() {
        if (parts.gate.close()) {
            // On a thread of its own, so that no interrupt of a caller can end it half-way.
            var closing = new Thread(this::shutDown, name + "-close");
            closing.setDaemon(true);
            closing.start();
            closed.completeOnTimeout(null, shutdownGrace.plus(CLOSE_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS);
        }
        if (parts.notifications.stream().noneMatch(task -> tasks.isCurrent(task.waker()))) {
            closed.join();
            release();
        }
    }

    private void shutDown() {
        try {
            lifecycle.close(shutdownGrace);
            LOG.info("{}: closed", name);
        } catch (InterruptedException e) {
            LOG.error("{}: the closing thread was interrupted unexpectedly", name, e);
        } finally {
            release();
            closed.complete(null);
        }
    }

    /**
     * The last step of closing, performed even if something hangs: it does not wait, and repeating it has no effect.
     */
    private void release() {
        parts.commits.close();
        tasks.close();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }
}
