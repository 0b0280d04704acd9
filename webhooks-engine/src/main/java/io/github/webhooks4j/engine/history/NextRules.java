package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.engine.health.CircuitState;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.engine.history.NodeKnowledge.LaneView;
import io.github.webhooks4j.engine.history.NodeKnowledge.Place;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.Lease;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what a chain waits for: a function of what the store has of it and what the node knows. */
final class NextRules {
    private NextRules() {}

    static Next of(ChainDetails details, WebhookSettings settings, NodeKnowledge node) {
        StoredChain chain = details.chain();
        ChainState state = chain.chain().state();
        if (!state.isUnfinished()) {
            return new Next.Finished(state);
        }
        if (state instanceof ChainState.AwaitingCallback waiting) {
            return new Next.WaitsForCallback(waiting.deadline());
        }
        PendingDelivery due = requireNonNull(chain.due(), "a delivering chain has a delivery due");
        Lease lease = due.lease();
        Place place = lease == null
                ? Place.ELSEWHERE
                : node.place(requireNonNull(chain.claim(), "it has a delivery"), chain.lane());
        if (lease != null && lease.holder().equals(StoreRules.SET_ASIDE)) {
            return new Next.SetAside();
        }
        if (place == Place.IN_FLIGHT) {
            return new Next.InFlight(due.attempt());
        }
        Webhook webhook = node.webhook(chain.webhook()).orElse(null);
        if (webhook != null && webhook.status() != WebhookStatus.ENABLED) {
            return new Next.Parked(webhook.status(), webhook.statusSince());
        }
        if (StoreRules.isWaitingForTurn(chain)) {
            return new Next.WaitsForTurn(requireNonNull(chain.turn(), "what waits for its turn has one")
                    .key());
        }
        Instant now = node.storeTime();
        if (place == Place.ELSEWHERE && lease != null && lease.until().isAfter(now)) {
            return new Next.Claimed(due.attempt(), due.isInClaimBatch() ? null : lease.holder());
        }
        if (due.at().isAfter(now)) {
            return retry(details, due, settings);
        }
        // Since the end of the lease, if another node has let it end.
        Instant since = place == Place.ELSEWHERE ? due.availableAt() : due.at();
        return node.delivers()
                ? node.lane(chain.lane()).flatMap(NextRules::obstacle).orElse(new Next.Due(since))
                : new Next.NotDelivering(since);
    }

    private static Next retry(ChainDetails details, PendingDelivery due, WebhookSettings settings) {
        int failures = due.next().failures();
        List<Duration> delays = settings.retrySchedule().delays();
        Attempt last = details.latestAttempt().orElse(null);
        Duration scheduled = failures == 0 || failures > delays.size() ? Duration.ZERO : delays.get(failures - 1);
        Duration requested = last == null
                ? null
                : last.requestedWait()
                        .filter(wait -> wait.compareTo(scheduled) >= 0)
                        .orElse(null);
        return new Next.WaitsForRetry(
                due.at(), due.attempt(), Math.max(1, settings.retrySchedule().attempts() - failures), last, requested);
    }

    /** Returns what keeps an attempt that is due from starting; empty if nothing does that this node knows of. */
    private static Optional<Next> obstacle(LaneView lane) {
        DestinationState destination = lane.destination();
        @Nullable Instant at = lane.nextStartAt();
        CircuitState circuit = destination.circuit();
        if (!(circuit instanceof CircuitState.Closed)) {
            return Optional.of(new Next.WaitsForProbe(
                    circuit.consecutiveFailures(),
                    circuit instanceof CircuitState.Open open ? open.nextProbeAt() : null));
        }
        if (destination.inFlight() >= destination.limit()) {
            return Optional.of(new Next.WaitsForSlot(destination.limit()));
        }
        return at == null || destination.rateLimits().isEmpty()
                ? Optional.empty()
                : Optional.of(new Next.WaitsForRate(destination.rateLimits(), at));
    }
}
