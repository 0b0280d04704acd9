package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.internal.commit.CommitLimits;
import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import io.github.webhooks4j.engine.internal.delivery.CallbackBase;
import io.github.webhooks4j.engine.internal.lane.CircuitSettings;
import io.github.webhooks4j.engine.internal.publish.FanOut;
import io.github.webhooks4j.engine.internal.runtime.DeliveryThreads;
import io.github.webhooks4j.engine.internal.runtime.EngineCatalog;
import io.github.webhooks4j.engine.internal.runtime.EngineOptions;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.DisablePolicy;
import io.github.webhooks4j.webhook.OwnerLimits;
import io.github.webhooks4j.webhook.Webhook;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds a {@link WebhookEngine}. Every setting has a default that suits production. Not thread-safe. */
public final class WebhookEngineBuilder {
    private static final int MAX_UNTHREADED = 10_000;
    private static final Duration MAX_RETENTION = Duration.ofDays(3650);
    private static final int MAX_IN_FLIGHT = 20_000;
    private static final int MAX_CIRCUIT_FAILURES = 1_000;
    private static final int MAX_LISTENERS = 16;
    private static final int MAX_SOURCE = 1_000;

    private final Store store;
    private final Transport transport;
    private String name = "webhooks";

    private @Nullable Supplier<? extends @Nullable URI> callbackBase;

    private @Nullable AbuseProtection abuseProtection;

    private @Nullable OwnerLimits ownerLimits;

    private @Nullable EngineCatalog catalog;

    private Clock clock = Clock.systemUTC();
    private RandomGenerator random = new SecureRandom();
    private final List<EngineListener> listeners = new ArrayList<>();
    private EngineMetrics metrics = EngineMetrics.NONE;

    private @Nullable Function<Webhook, Event> testEvent;

    private Header userAgent = new Header("User-Agent", OutboundRequest.PRODUCT);
    private String cloudEventsSource = DeliveryFormat.DEFAULT_SOURCE;
    private int maxInFlightPerDestination = 8;
    private Duration retention = Duration.ofDays(30);
    private Duration pollInterval = Duration.ofSeconds(1);
    private Duration leaseTerm = Duration.ofSeconds(15);
    private Duration publishTimeout = Duration.ofSeconds(30);
    private Duration attemptTimeout = Duration.ofSeconds(20);
    private RateLimit callbackRateLimit = RateLimit.perMinute(60);
    /** For tests: the limits of the group committer, and what wraps its queue. */
    CommitLimits commitLimits = CommitLimits.DEFAULT;

    UnaryOperator<CommitQueue> queueing = UnaryOperator.identity();
    /** The most chains that one transaction creates; tests set few. */
    int slice = FanOut.SLICE;

    private int circuitFailures = CircuitSettings.DEFAULT.failuresToOpen();
    private Duration circuitProbeInterval = CircuitSettings.DEFAULT.probeInterval();
    private DisablePolicy disabling = DisablePolicy.DEFAULT;
    private Duration secretOverlap = Duration.ofHours(24);
    private Duration shutdownGrace = Duration.ofSeconds(10);

    private @Nullable Executor executor;
    private int maxInFlight;

    public WebhookEngineBuilder(Store store, Transport transport) {
        this.store = requireNonNull(store, "store");
        this.transport = requireNonNull(transport, "transport");
    }

    /** Sets the name that begins log lines and thread names; default {@code webhooks}. */
    public WebhookEngineBuilder name(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets the public URL below which the application mounts the {@linkplain WebhookEngine#callbacks() callback endpoint}. Without it
     * payloads have no {@code callback_url}, and webhooks that need callbacks are refused.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https URL without query and fragment, or its port is 0
     */
    public WebhookEngineBuilder callbackBase(URI callbackBase) {
        this.callbackBase = new CallbackBase.Known(CallbackBase.checked(requireNonNull(callbackBase, "callbackBase")));
        return this;
    }

    /**
     * Does as {@link #callbackBase(URI)} with a URL that is known later, as that of a server that listens on any free port.
     * The supplier is asked before the first delivery, and then at most once a second until it returns a URL that {@link
     * #callbackBase(URI)} takes. That URL stays, as long as the engine is open; the supplier is not asked again. As long
     * as it returns null or another URL, or throws, this engine attempts no delivery: each is released for other engines,
     * no failure is counted, and {@link WebhookEngine#health()} shows why.
     *
     * @param callbackBase called on the threads of deliveries, by one at a time; while it blocks, this engine delivers nothing, and
     *     {@link WebhookEngine#health()} says so after 10 seconds
     */
    public WebhookEngineBuilder callbackBase(Supplier<? extends @Nullable URI> callbackBase) {
        this.callbackBase = requireNonNull(callbackBase, "callbackBase");
        return this;
    }

    /**
     * Requests the permission of every destination before it is registered: by an OPTIONS request with {@code
     * WebHook-Request-Origin} and {@code WebHook-Request-Rate} (CloudEvents web hooks, section 4, abuse protection). A
     * destination that does not grant it is refused; one that does receives from each node on the store no more than it
     * has permitted. A URL is asked again when the webhook is updated and the URL or {@code protection} differs.
     * Default: no destination is asked.
     */
    public WebhookEngineBuilder abuseProtection(AbuseProtection protection) {
        this.abuseProtection = requireNonNull(protection, "protection");
        return this;
    }

    /**
     * Sets how many webhooks and destinations one {@linkplain io.github.webhooks4j.webhook.WebhookDraft.Builder#owner
     * owner} may have; default: no limit. A webhook that is created, gets another owner or gets more destinations is
     * refused if its owner would have more; what an owner has already stays. Exact on one node, except
     * that webhooks which {@link Webhooks#in} created are counted once they are committed. Where several nodes create
     * webhooks of one owner at the same moment, each may create one that the others have not seen yet.
     */
    public WebhookEngineBuilder ownerLimits(OwnerLimits ownerLimits) {
        this.ownerLimits = requireNonNull(ownerLimits, "ownerLimits");
        return this;
    }

    /**
     * Sets the deadline of one attempt, from name resolution to the last byte of the response; default 20 s. Validation requests
     * have the same deadline.
     *
     * @throws IllegalArgumentException if it is not 1 ms to 5 minutes
     */
    public WebhookEngineBuilder attemptTimeout(Duration attemptTimeout) {
        this.attemptTimeout = inRange("attemptTimeout", attemptTimeout, Duration.ofMillis(1), Duration.ofMinutes(5));
        return this;
    }

    /**
     * Sets the types of events that the application publishes, and what becomes of others; default: no catalogue, so that every
     * type is accepted. Where unknown types are {@linkplain io.github.webhooks4j.catalog.CatalogAction#REJECT rejected}, a webhook
     * that is created, or gets another pattern for types, is refused if the pattern matches no type of the catalogue. The console
     * shows the catalogue.
     */
    public WebhookEngineBuilder catalog(EventCatalog catalog, CatalogPolicy policy) {
        this.catalog = new EngineCatalog(requireNonNull(catalog, "catalog"), requireNonNull(policy, "policy"));
        return this;
    }

    /** Sets the clock of all decisions; default: the system's. */
    public WebhookEngineBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /** Sets the source of ids, secrets and jitter, which must be strong and thread-safe; default: {@link SecureRandom}. */
    public WebhookEngineBuilder random(RandomGenerator random) {
        this.random = requireNonNull(random, "random");
        return this;
    }

    /**
     * Adds a listener for changes of state; default: none. Each has a thread and a queue of its own.
     *
     * @throws IllegalArgumentException if there are 16 already
     */
    public WebhookEngineBuilder addListener(EngineListener listener) {
        requireNonNull(listener, "listener");
        if (listeners.size() == MAX_LISTENERS) {
            throw new IllegalArgumentException("an engine must have at most " + MAX_LISTENERS + " listeners, was "
                    + (MAX_LISTENERS + 1) + "; have one listener call several");
        }
        listeners.add(listener);
        return this;
    }

    /** Sets what counts and measures; default: nothing. */
    public WebhookEngineBuilder metrics(EngineMetrics metrics) {
        this.metrics = requireNonNull(metrics, "metrics");
        return this;
    }

    /**
     * Sets which event {@link Webhooks#sendTest} sends to a webhook; default: {@link
     * io.github.webhooks4j.payload.PushEvents#sample a push}. It is sent regardless of the webhook's filter, and marked
     * as a test whatever its type. Nothing is stored if the function throws or returns null.
     *
     * @param testEvent called on the thread that calls {@code sendTest}; must return an event with a new id each time
     */
    public WebhookEngineBuilder testEvent(Function<Webhook, Event> testEvent) {
        this.testEvent = requireNonNull(testEvent, "testEvent");
        return this;
    }

    /**
     * Sets the {@code User-Agent} of deliveries; default {@code Webhooks4j/} and the version.
     *
     * @throws IllegalArgumentException if it cannot be the value of a header
     */
    public WebhookEngineBuilder userAgent(String userAgent) {
        this.userAgent = new Header("User-Agent", requireNonNull(userAgent, "userAgent"));
        return this;
    }

    /**
     * Sets {@code ce-source} in deliveries of webhooks whose format is {@link DeliveryFormat#CLOUDEVENTS}; default {@code /}.
     * Receivers distinguish events by source and id together, so give each deployment its own, such as the URL of the
     * application, and all nodes of it the same.
     *
     * @throws IllegalArgumentException if it is not 1 to 1,000 characters
     */
    public WebhookEngineBuilder cloudEventsSource(URI source) {
        String text = source.toASCIIString();
        if (text.isEmpty() || text.length() > MAX_SOURCE) {
            throw new IllegalArgumentException(
                    "cloudEventsSource must be 1 to " + MAX_SOURCE + " characters, was " + text.length());
        }
        this.cloudEventsSource = text;
        return this;
    }

    /**
     * Sets the most attempts in flight to one destination; default 8.
     *
     * @throws IllegalArgumentException if it is not 1 to 20,000
     */
    public WebhookEngineBuilder maxInFlightPerDestination(int attempts) {
        this.maxInFlightPerDestination = inRange("maxInFlightPerDestination", attempts, MAX_IN_FLIGHT);
        return this;
    }

    /**
     * Sets the most attempts in flight in all; default 10,000, or 256 if each occupies a platform thread: with a {@link
     * BlockingTransport} and an executor of the application, or a Java runtime before 24. The last quarter, 64 at most,
     * is reserved for destinations that have none in flight or have just responded: destinations that hang until their
     * deadline cannot occupy all.
     *
     * @throws IllegalArgumentException if it is not 1 to 20,000
     */
    public WebhookEngineBuilder maxInFlight(int attempts) {
        this.maxInFlight = inRange("maxInFlight", attempts, MAX_IN_FLIGHT);
        return this;
    }

    /**
     * Sets the executor that prepares and records attempts, and with a {@link BlockingTransport} also sends them;
     * default: threads of the engine's own. The application owns the executor: the engine does not shut it down. If it
     * runs fewer tasks at once than {@link #maxInFlight}, set that to the same number for a {@link BlockingTransport}.
     * It must never run a task on the submitting thread, which is often the one for which all commits wait.
     */
    public WebhookEngineBuilder executor(Executor executor) {
        this.executor = requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets how long finished chains are stored; default 30 days. Unfinished chains are never deleted.
     *
     * @throws IllegalArgumentException if it is not 1 minute to 3,650 days
     */
    public WebhookEngineBuilder retention(Duration retention) {
        this.retention = inRange("retention", retention, Duration.ofMinutes(1), MAX_RETENTION);
        return this;
    }

    /**
     * Sets the time within which {@code publish}, {@link Webhooks#sendTest} and the commands to {@link Chains} return or
     * throw, even if the store hangs; default 30 s. Callbacks get a response within this time or 10 s, whichever is shorter.
     * A publisher {@linkplain WebhookEngine#in in a transaction of the application} is not bounded: it runs on the
     * application's connection, with the timeouts of that connection.
     *
     * @throws IllegalArgumentException if it is not 100 ms to 10 minutes
     */
    public WebhookEngineBuilder publishTimeout(Duration publishTimeout) {
        if (publishTimeout.compareTo(Duration.ofMillis(100)) < 0
                || publishTimeout.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("publishTimeout must be PT0.1S to PT10M, was " + publishTimeout);
        }
        this.publishTimeout = publishTimeout;
        return this;
    }

    /**
     * Sets the lease term: how long this engine holds a delivery without renewing its lease, which it does in time as
     * long as it runs; default 15 s. Other nodes take over the deliveries of a dead node when its leases have ended, so
     * about this time later.
     *
     * @throws IllegalArgumentException if it is not 1 second to 10 minutes
     */
    public WebhookEngineBuilder leaseTerm(Duration leaseTerm) {
        this.leaseTerm = inRange("leaseTerm", leaseTerm, Duration.ofSeconds(1), Duration.ofMinutes(10));
        return this;
    }

    /**
     * Sets the longest delay that a missed wake-up may cause; default 1 s. Tests that set a clock by hand need it
     * short.
     *
     * @throws IllegalArgumentException if it is not 1 ms to 1 minute
     */
    public WebhookEngineBuilder pollInterval(Duration pollInterval) {
        this.pollInterval = inRange("pollInterval", pollInterval, Duration.ofMillis(1), Duration.ofMinutes(1));
        return this;
    }

    /**
     * Sets how many callbacks of one chain this node handles in a period, which begins with the first of them; default 60
     * in a minute. Those beyond it get 429 with {@code Retry-After}, and may be sent again.
     */
    public WebhookEngineBuilder callbackRateLimit(RateLimit limit) {
        this.callbackRateLimit = requireNonNull(limit, "limit");
        return this;
    }

    /**
     * Sets how many consecutive failures open the circuit breaker of a destination; default 5. While it is open, one
     * attempt at a time probes the destination. Each node counts its own.
     *
     * @throws IllegalArgumentException if it is not 1 to 1,000
     */
    public WebhookEngineBuilder circuitFailures(int failures) {
        this.circuitFailures = inRange("circuitFailures", failures, MAX_CIRCUIT_FAILURES);
        return this;
    }

    /**
     * Sets the time from a failed probe of a destination to the next, rounded up to 100 ms of the clock; default 1 s.
     *
     * @throws IllegalArgumentException if it is not 100 ms to 1 hour
     */
    public WebhookEngineBuilder circuitProbeInterval(Duration interval) {
        this.circuitProbeInterval =
                inRange("circuitProbeInterval", interval, Duration.ofMillis(100), Duration.ofHours(1));
        return this;
    }

    /**
     * Sets when webhooks are disabled automatically; default {@link DisablePolicy#DEFAULT}: after 5 days without a success
     * and at least 12 failed attempts, and when a destination responds 410. {@link DisablePolicy#NEVER} leaves all of them
     * enabled. The policy of the node that records an attempt counts: give all nodes the same.
     */
    public WebhookEngineBuilder disabling(DisablePolicy policy) {
        this.disabling = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets how long the former secret signs beside the new one after {@link Webhooks#rotateSecret}, or an update whose
     * draft has a secret; default 24 hours. With zero it does not. Secrets that were replaced before keep their times.
     *
     * @throws IllegalArgumentException if it is not zero to 30 days
     */
    public WebhookEngineBuilder secretOverlap(Duration overlap) {
        this.secretOverlap = inRange("secretOverlap", overlap, Duration.ZERO, Duration.ofDays(30));
        return this;
    }

    /**
     * Sets how long {@link WebhookEngine#close()} waits for the attempts in flight before it aborts them; default 10 s.
     * Closing takes at most 20 s longer. Aborted attempts are repeated and count as no failure.
     *
     * @throws IllegalArgumentException if it is not zero to 10 minutes
     */
    public WebhookEngineBuilder shutdownGrace(Duration grace) {
        this.shutdownGrace = inRange("shutdownGrace", grace, Duration.ZERO, Duration.ofMinutes(10));
        return this;
    }

    /**
     * Opens an engine that publishes, receives callbacks and serves every other call, but claims and delivers nothing
     * until {@link WebhookEngine#startDelivering()}. What it accepts in the meantime is delivered by other engines on
     * the store.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store cannot be read
     */
    public WebhookEngine build() {
        if (executor != null) {
            return WebhookEngine.open(options(), executor, null);
        }
        ExecutorService own = DeliveryThreads.start(name);
        try {
            return WebhookEngine.open(options(), own, own);
        } catch (RuntimeException | Error e) {
            own.shutdown();
            throw e;
        }
    }

    /**
     * Opens an engine that delivers too, and resumes the unfinished work in the store. The same as {@link #build()} and
     * {@link WebhookEngine#startDelivering()}.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store cannot be read
     */
    public WebhookEngine start() {
        WebhookEngine engine = build();
        engine.startDelivering();
        return engine;
    }

    EngineOptions options() {
        return new EngineOptions(
                store.forNode(clock),
                transport,
                name,
                callbackBase,
                abuseProtection,
                ownerLimits,
                testEvent,
                clock,
                random,
                List.copyOf(listeners),
                metrics,
                userAgent,
                cloudEventsSource,
                catalog,
                maxInFlight(),
                maxInFlightPerDestination,
                retention,
                pollInterval,
                leaseTerm,
                publishTimeout,
                attemptTimeout,
                callbackRateLimit,
                commitLimits,
                queueing,
                slice,
                new CircuitSettings(circuitFailures, circuitProbeInterval),
                disabling,
                secretOverlap,
                shutdownGrace);
    }

    /** Returns the most attempts in flight, over all destinations. */
    private int maxInFlight() {
        int most = transport instanceof BlockingTransport
                ? executor == null ? DeliveryThreads.max() : DeliveryThreads.MAX_PLATFORM_THREADS
                : MAX_UNTHREADED;
        return maxInFlight == 0 ? most : maxInFlight;
    }

    private static Duration inRange(String field, Duration duration, Duration least, Duration most) {
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException(field + " must be " + least + " to " + most + ", was " + duration);
        }
        return duration;
    }

    private static int inRange(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(field + " must be 1 to " + most + ", was " + value);
        }
        return value;
    }
}
