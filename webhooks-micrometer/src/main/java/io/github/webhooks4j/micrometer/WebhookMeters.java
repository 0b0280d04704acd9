package io.github.webhooks4j.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.metrics.CallbackResult;
import io.github.webhooks4j.engine.metrics.CatalogRule;
import io.github.webhooks4j.engine.metrics.CompletedAttempt;
import io.github.webhooks4j.engine.metrics.EngineGauges;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.engine.metrics.PublishFailure;
import io.github.webhooks4j.webhook.WebhookStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Counts and measures what one engine does, in a registry of Micrometer:
 *
 * <pre>{@code
 * var meters = WebhookMeters.of(registry);
 * var engine = WebhookEngine.builder(store, transport).metrics(meters).start();
 * HealthMeters.bind(registry, engine::health);
 * }</pre>
 *
 * <p>All names begin with {@code webhooks.}; durations are in seconds where the registry's backend has no other base unit. The values of
 * tags are those of enums of this library, so the number of time series is bounded, by about 100: no webhook, topic, host or type of event is a
 * tag, since users choose them. docs/metrics.md has all meters. Thread-safe; one for each engine of a registry.
 */
public final class WebhookMeters implements EngineMetrics {
    private final MeterRegistry registry;
    private final Counter claims;
    private final Counter takeovers;
    private final Counter leasesLost;
    private final Timer delays;
    private final Map<String, Timer> publishes = new ConcurrentHashMap<>();
    private final Map<AttemptTags, Timer> attempts = new ConcurrentHashMap<>();

    /** The tags of an attempt's timer. */
    private record AttemptTags(String outcome, String status, String failure) {}

    private WebhookMeters(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry");
        claims = counter("webhooks.claims", "Deliveries that this node claimed from the queue");
        takeovers = counter(
                "webhooks.lease.takeovers", "Claimed deliveries that another node had held until its lease ended");
        leasesLost = counter("webhooks.lease.lost", "Claims that this node lost to another one");
        delays = Timer.builder("webhooks.delivery.delay")
                .description("From the start of a chain to the delivery to its first destination, with all attempts")
                .register(registry);
    }

    /** Returns meters in a registry; pass them to {@code WebhookEngineBuilder.metrics}. */
    public static WebhookMeters of(MeterRegistry registry) {
        return new WebhookMeters(registry);
    }

    @Override
    public void bind(Supplier<EngineGauges> gauges) {
        gauge("webhooks.in.flight", gauges, "Attempts in flight on this node", EngineGauges::inFlight);
        gauge("webhooks.in.flight.limit", gauges, "The most attempts that may be in flight", EngineGauges::maxInFlight);
        gauge("webhooks.in.memory", gauges, "Claimed deliveries that wait in memory", EngineGauges::inMemory);
        gauge("webhooks.commits.pending", gauges, "Mutations that are not durable yet", EngineGauges::pendingCommits);
        destinations(gauges, "open", EngineGauges::openCircuits);
        destinations(gauges, "closed", values -> values.lanes() - values.openCircuits());
        FunctionCounter.builder(
                        "webhooks.listener.missed", gauges, from -> from.get().listenerEventsMissed())
                .description("Events that listeners missed because they were too far behind")
                .register(registry);
        FunctionCounter.builder(
                        "webhooks.metrics.failures", gauges, from -> from.get().metricsFailures())
                .description("Calls of the metrics adapter that failed")
                .register(registry);
    }

    private void gauge(String name, Supplier<EngineGauges> gauges, String description, GaugeValue value) {
        Gauge.builder(name, () -> value.of(gauges.get()))
                .description(description)
                .register(registry);
    }

    private void destinations(Supplier<EngineGauges> gauges, String circuit, GaugeValue value) {
        Gauge.builder("webhooks.destinations", () -> value.of(gauges.get()))
                .tag("circuit", circuit)
                .description("Destinations with work on this node, by the state of their circuit breaker")
                .register(registry);
    }

    @Override
    public void onAttemptCompleted(CompletedAttempt attempt) {
        attempts.computeIfAbsent(tags(attempt), this::attemptTimer).record(attempt.duration());
        if (attempt.outcome() instanceof AttemptOutcome.Delivered) {
            attempt.delay().ifPresent(delays::record);
        }
    }

    private Timer attemptTimer(AttemptTags tags) {
        return Timer.builder("webhooks.attempts")
                .tag("outcome", tags.outcome())
                .tag("status", tags.status())
                .tag("failure", tags.failure())
                .description("Attempts, from name resolution to the last byte of the response")
                .register(registry);
    }

    private static AttemptTags tags(CompletedAttempt attempt) {
        return attempt.result() instanceof DeliveryResult.Response response
                ? new AttemptTags(outcome(attempt.outcome()), response.status() / 100 + "xx", "none")
                : new AttemptTags(
                        outcome(attempt.outcome()),
                        "none",
                        ((DeliveryResult.NoResponse) attempt.result()).code().code());
    }

    private static String outcome(AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.Delivered) {
            return "delivered";
        }
        if (outcome instanceof AttemptOutcome.Exhausted) {
            return "exhausted";
        }
        return outcome instanceof AttemptOutcome.Gone ? "gone" : "retry";
    }

    @Override
    public void onPublished(int events, int duplicates, Duration duration) {
        publishTimer(events == 0 && duplicates > 0 ? "duplicate" : "accepted").record(duration);
        events("accepted").increment(events);
        events("duplicate").increment(duplicates);
    }

    @Override
    public void onPublishFailed(int events, PublishFailure failure, Duration duration) {
        publishTimer(code(failure)).record(duration);
        events(code(failure)).increment(events);
    }

    private Timer publishTimer(String result) {
        return publishes.computeIfAbsent(
                result,
                value -> Timer.builder("webhooks.publish")
                        .tag("result", value)
                        .description("Calls that publish events, until they are durable")
                        .register(registry));
    }

    private Counter events(String result) {
        return counter("webhooks.events", "Events that were published, by what became of them", "result", result);
    }

    @Override
    public void onCatalogViolation(CatalogRule rule) {
        counter(
                        "webhooks.catalog.violations",
                        "Events that were published and broke a rule of the catalogue",
                        "rule",
                        code(rule))
                .increment();
    }

    @Override
    public void onCommitted(int mutations, Duration duration) {
        commits("success").record(duration);
    }

    @Override
    public void onCommitFailed(int mutations, Duration duration) {
        commits("failure").record(duration);
    }

    private Timer commits(String result) {
        return Timer.builder("webhooks.commits")
                .tag("result", result)
                .description("Transactions of the store")
                .register(registry);
    }

    @Override
    public void onClaimed(int deliveries, int takeovers, Duration duration) {
        claims.increment(deliveries);
        this.takeovers.increment(takeovers);
    }

    @Override
    public void onLeasesRenewed(int renewed, int lost, Duration duration) {
        leasesLost.increment(lost);
    }

    @Override
    public void onCallback(CallbackResult result, Duration duration) {
        Timer.builder("webhooks.callbacks")
                .tag("result", code(result))
                .description("Requests to the callback endpoint, by what became of them")
                .register(registry)
                .record(duration);
    }

    @Override
    public void onEvent(EngineEvent event) {
        if (event instanceof EngineEvent.ChainStateChanged changed
                && !changed.after().isUnfinished()) {
            ChainState after = changed.after();
            Counter.builder("webhooks.chains.finished")
                    .tag("state", after.code())
                    .tag(
                            "cause",
                            after instanceof ChainState.Interrupted stopped
                                    ? stopped.cause().code()
                                    : "none")
                    .description("Chains that were completed, interrupted or cancelled")
                    .register(registry)
                    .increment();
        } else if (event instanceof EngineEvent.WebhookStatusChanged changed && isDisabled(changed.status())) {
            counter("webhooks.disabled", "Webhooks that were disabled, by why", "cause", code(changed.cause()))
                    .increment();
        }
    }

    private static boolean isDisabled(WebhookStatus status) {
        return status != WebhookStatus.ENABLED && status != WebhookStatus.DELETED;
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).tags(tags).description(description).register(registry);
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Reads one value of the gauges. */
    private interface GaugeValue {
        int of(EngineGauges gauges);
    }
}
