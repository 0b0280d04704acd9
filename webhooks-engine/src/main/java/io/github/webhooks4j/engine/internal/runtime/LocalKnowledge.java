package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.history.NodeKnowledge;
import io.github.webhooks4j.engine.internal.backend.WorkSource;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** What an engine knows beside its store. Thread-safe. */
public final class LocalKnowledge implements NodeKnowledge {
    private final EngineCore parts;
    private final WebhookRegistry registry;
    private final LaneScheduler lanes;
    private final WorkSource work;
    private final Clock clock;
    private final Header userAgent;
    private final String cloudEventsSource;

    public LocalKnowledge(EngineCore parts, EngineOptions options) {
        this.userAgent = options.userAgent();
        this.cloudEventsSource = options.cloudEventsSource();
        this.parts = parts;
        this.registry = parts.registry;
        this.lanes = parts.lanes;
        this.work = parts.work;
        this.clock = parts.context.clock();
    }

    @Override
    public Instant storeTime() {
        return parts.store.estimatedTime();
    }

    @Override
    public boolean delivers() {
        return parts.gate.phase() == EnginePhase.DELIVERING;
    }

    @Override
    public Optional<Webhook> webhook(WebhookId id) {
        return registry.get(id);
    }

    @Override
    public Header userAgent() {
        return userAgent;
    }

    @Override
    public String cloudEventsSource() {
        return cloudEventsSource;
    }

    @Override
    public boolean receivesCallbacks() {
        return parts.callbackUrls.isPresent();
    }

    @Override
    public Collection<Webhook> webhooks() {
        return registry.all();
    }

    @Override
    public Place place(ClaimToken claim, LaneKey lane) {
        if (lanes.isReady(lane, claim)) {
            return Place.WAITING;
        }
        // After it was started its lease lasts until its result is written.
        return work.mayBegin(claim, clock.instant()) ? Place.IN_FLIGHT : Place.ELSEWHERE;
    }

    @Override
    public Optional<LaneView> lane(LaneKey lane) {
        return lanes.view(lane, clock.instant());
    }
}
