package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.AttemptOutcome.Retry.Cause;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.EngineBackend;
import io.github.webhooks4j.engine.internal.backend.WorkSource;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.MetricsRecorder;
import io.github.webhooks4j.engine.internal.lane.AttemptResult;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.engine.metrics.CompletedAttempt;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.internal.request.DeliveryRequest;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes an attempt in two halves: {@link #prepare} prepares the request, the transport sends it, and {@link #complete}
 * judges the result. Thread-safe.
 */
public final class AttemptRunner {
    private static final int TOO_MANY_REQUESTS = 429;
    /** The 4xx responses that concern the destination and not a single request: 408 and 425. 429 is handled before. */
    private static final Set<Integer> TRY_LATER = Set.of(408, 425);
    /** A refusal that takes longer may come from an overloaded destination. */
    private static final Duration PROMPT = Duration.ofSeconds(5);

    /** An attempt with its prepared request. */
    public record PreparedAttempt(
            ClaimedDelivery delivery, WebhookSettings settings, Instant at, OutboundRequest request) {}

    private final WebhookRegistry registry;
    private final Optional<CallbackBase> callbackBase;
    private final LaneScheduler lanes;
    private final WorkSource work;
    private final CommandGateway commits;
    private final Clock clock;
    private final MetricsRecorder metrics;
    private final RandomGenerator random;
    private final DeadlineSpread deadlines;
    private final AttemptOptions options;

    public AttemptRunner(
            EngineContext context,
            WebhookRegistry registry,
            Optional<CallbackBase> callbackBase,
            LaneScheduler lanes,
            EngineBackend backend,
            AttemptOptions options) {
        this.registry = registry;
        this.callbackBase = callbackBase;
        this.lanes = lanes;
        this.work = backend.work();
        this.commits = backend.commands();
        this.clock = context.clock();
        this.metrics = context.metrics();
        this.random = context.random();
        this.deadlines = new DeadlineSpread(context.random().nextLong());
        this.options = options;
    }

    /**
     * Prepares the request of the next attempt; returns empty if none is to be made. A delivery of a disabled webhook
     * is released. A delivery of a deleted webhook is cancelled: its chain was started while the webhook was being
     * deleted. A delivery whose lease may have ended is released, which does nothing if another node has claimed it. A
     * chain with pending new settings is moved to them, and its delivery is claimed again. As long as callback URLs are
     * wanted and their base is not known, deliveries are released, and their lane pauses. A delivery that is older than its
     * webhook allows, or that was dropped when the webhook was enabled, is cancelled.
     */
    public Optional<PreparedAttempt> prepare(ClaimedDelivery delivery) {
        Webhook webhook = registry.getOrRefresh(delivery.webhook()).orElse(null);
        WebhookSettings settings = registry.settings(delivery.webhook(), delivery.revision());
        if (webhook == null || settings == null) {
            skip(delivery, new Mutation.Apply(delivery.key().delivery().chain(), new ChainEvent.Cancel()));
            return Optional.empty();
        }
        if (webhook.status() != WebhookStatus.ENABLED) {
            skip(delivery, new Mutation.Release(delivery.key()));
            return Optional.empty();
        }
        Mutation.Move move = moveOf(delivery, webhook.settings().chainsMoveTo());
        if (move != null) {
            skip(delivery, move);
            return Optional.empty();
        }
        Optional<String> callbackUrl =
                callbackBase.flatMap(base -> base.urlFor(delivery.key().delivery(), delivery.run()));
        if (callbackBase.isPresent() && callbackUrl.isEmpty()) {
            // Other nodes may know their base: they can have all that this lane has claimed.
            List<ClaimedDelivery> others = lanes.drain(delivery.lane());
            release(delivery);
            commits.release(others);
            return Optional.empty();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        // Last, because the steps before may have waited for the store.
        if (!work.mayBegin(delivery.key(), now)) {
            skip(delivery, new Mutation.Release(delivery.key()));
            return Optional.empty();
        }
        if (isDropped(delivery, webhook.settings().dropBefore()) || isTooOld(delivery, settings.deliveryRules(), now)) {
            skip(delivery, new Mutation.Apply(delivery.key().delivery().chain(), new ChainEvent.Cancel()));
            return Optional.empty();
        }
        return Optional.of(
                new PreparedAttempt(delivery, settings, now, request(delivery, webhook, settings, callbackUrl, now)));
    }

    private static boolean isDropped(ClaimedDelivery delivery, @Nullable Instant before) {
        return before != null
                && startOf(delivery).filter(start -> start.isBefore(before)).isPresent();
    }

    private static boolean isTooOld(ClaimedDelivery delivery, DeliveryRules rules, Instant at) {
        return startOf(delivery).filter(start -> rules.isTooOld(start, at)).isPresent();
    }

    /** Returns when the chain was started; empty if an operator has resumed it since, who wants it delivered. */
    private static Optional<Instant> startOf(ClaimedDelivery delivery) {
        ChainId chain = delivery.key().delivery().chain();
        return delivery.key().resumeCount() > 0 || !chain.hasNumbers()
                ? Optional.empty()
                : Optional.of(EventNumber.time(chain.number()));
    }

    /** Returns the mutation that moves the chain to the settings of a revision; null if it need not be moved. */
    private Mutation.@Nullable Move moveOf(ClaimedDelivery delivery, int revision) {
        if (delivery.revision() >= revision) {
            return null;
        }
        WebhookSettings later = registry.settings(delivery.webhook(), revision);
        int step = delivery.key().delivery().step();
        return later == null || step >= later.destinations().size()
                ? null
                : new Mutation.Move(
                        delivery.key().delivery().chain(),
                        revision,
                        later.plan(delivery.event().test()),
                        delivery.key());
    }

    /** Judges the result, releases the slot in the lane, and submits the record of the attempt. */
    public void complete(PreparedAttempt prepared, DeliveryResult result) {
        ClaimedDelivery delivery = prepared.delivery();
        Instant now = clock.instant();
        AttemptOutcome outcome = inTime(
                AttemptOutcome.of(
                        result,
                        delivery.next(),
                        prepared.settings().retrySchedule(),
                        prepared.settings().acceptRedirects(),
                        prepared.settings().deliveryRules().finalStatuses(),
                        now,
                        random),
                prepared);
        var attempt = new Attempt(delivery.attempt(), prepared.at(), result);
        boolean circuitChanged = lanes.ended(delivery.lane(), endOf(result, outcome), now);
        if (metrics.isOn()) {
            measure(prepared, result, outcome, circuitChanged);
        }
        // Waits while the store is behind, which bounds the number of unrecorded attempts.
        commits.submitUntilStored(
                new Mutation.RecordAttempt(delivery.key(), attempt, outcome, options.disabling()),
                delivery.event().type());
    }

    /** Returns the outcome; without another attempt if that would be too late. */
    private static AttemptOutcome inTime(AttemptOutcome outcome, PreparedAttempt prepared) {
        return outcome instanceof AttemptOutcome.Retry retry
                        && isTooOld(prepared.delivery(), prepared.settings().deliveryRules(), retry.at())
                ? new AttemptOutcome.Exhausted(AttemptOutcome.Exhausted.Reason.TOO_OLD)
                : outcome;
    }

    private void measure(
            PreparedAttempt prepared, DeliveryResult result, AttemptOutcome outcome, boolean circuitChanged) {
        ClaimedDelivery delivery = prepared.delivery();
        LaneKey lane = delivery.lane();
        metrics.record(metered -> metered.onAttemptCompleted(new CompletedAttempt(
                attemptInfo(delivery),
                prepared.settings()
                        .destinations()
                        .get(delivery.key().delivery().step())
                        .hostAndPort(),
                prepared.at(),
                result,
                outcome,
                delivery.key().delivery().step() > 0 ? null : startOf(delivery).orElse(null))));
        if (circuitChanged && isResponding(endOf(result, outcome))) {
            metrics.record(metered -> metered.onCircuitClosed(lane.webhook(), lane.destination()));
        } else if (circuitChanged) {
            metrics.record(metered -> metered.onCircuitOpened(lane.webhook(), lane.destination()));
        }
    }

    private static boolean isResponding(AttemptResult end) {
        return end == AttemptResult.SUCCEEDED || end == AttemptResult.REFUSED;
    }

    /**
     * Releases a delivery that this node cannot attempt now, or that it failed to attempt or to record; its lane pauses.
     */
    public void release(ClaimedDelivery delivery) {
        lanes.ended(delivery.lane(), AttemptResult.BROKEN, clock.instant());
        commits.submitUntilStored(new Mutation.Release(delivery.key()));
    }

    private void skip(ClaimedDelivery delivery, Mutation instead) {
        lanes.ended(delivery.lane(), AttemptResult.SKIPPED, clock.instant());
        commits.submitUntilStored(instead);
    }

    private OutboundRequest request(
            ClaimedDelivery due, Webhook webhook, WebhookSettings settings, Optional<String> callbackUrl, Instant now) {
        WebhookSigner signer = WebhookSigner.of(webhook.activeSecrets(now));
        String id = due.webhookId();
        AttemptInfo attempt = attemptInfo(due);
        DeliveryRequest composed = DeliveryRequest.of(
                attempt,
                id,
                due.event(),
                settings,
                now,
                new DeliveryRequest.Sender(
                        options.userAgent(),
                        options.cloudEventsSource(),
                        callbackUrl,
                        body -> signer.sign(id, now, body)));
        var request = OutboundRequest.post(composed.url(), composed.headers(), composed.body(), deadlineOf(settings))
                .withTlsProfile(settings.tlsProfile())
                .ofAttempt(attempt);
        return due.next().onNewConnection() ? request.onNewConnection() : request;
    }

    private Duration deadlineOf(WebhookSettings settings) {
        Duration own = settings.deliveryRules().attemptTimeout();
        return deadlines.atMost(own == null ? options.deadline() : own);
    }

    private static AttemptInfo attemptInfo(ClaimedDelivery due) {
        EventContent event = due.event();
        return new AttemptInfo(
                due.webhook(),
                due.key().delivery(),
                due.attempt(),
                event.type(),
                event.attributes(),
                event.test() != null);
    }

    private static AttemptResult endOf(DeliveryResult result, AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.Delivered) {
            return AttemptResult.SUCCEEDED;
        }
        if (outcome instanceof AttemptOutcome.Retry retry && !retry.isFailure()) {
            return retry.cause() == Cause.SENDER_FAULT ? AttemptResult.SENDER_FAULT : AttemptResult.UNCOUNTED;
        }
        if (!(result instanceof Response answered)) {
            return AttemptResult.FAILED;
        }
        if (answered.status() == TOO_MANY_REQUESTS) {
            return AttemptResult.THROTTLED;
        }
        boolean refused = answered.status() / 100 == 4 && !TRY_LATER.contains(answered.status());
        boolean prompt = answered.timing().total().compareTo(PROMPT) <= 0;
        return refused && prompt ? AttemptResult.REFUSED : AttemptResult.FAILED;
    }
}
