package io.github.webhooks4j.engine.metrics;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Metrics that list their calls. */
class RecordingMetrics implements EngineMetrics {
    final List<String> calls = new CopyOnWriteArrayList<>();
    private @Nullable Supplier<EngineGauges> gauges;

    EngineGauges gauges() {
        return requireNonNull(gauges).get();
    }

    void add(String call) {
        calls.add(call);
    }

    @Override
    public void bind(Supplier<EngineGauges> supplier) {
        gauges = supplier;
        add("bound");
    }

    @Override
    public void onAttemptCompleted(CompletedAttempt attempt) {
        add("attempt " + attempt.attempt().number() + " of "
                + attempt.attempt().webhook() + ", " + attempt.attempt().eventType() + ", " + attempt.origin() + ", "
                + attempt.outcome().getClass().getSimpleName() + ", " + attempt.duration());
    }

    @Override
    public void onPublished(int events, int duplicates, Duration duration) {
        add("published " + events + ", " + duplicates + " duplicates, " + duration);
    }

    @Override
    public void onPublishFailed(int events, PublishFailure failure, Duration duration) {
        add("publish failed " + events + ", " + failure + ", " + duration);
    }

    @Override
    public void onCatalogViolation(CatalogRule rule) {
        add("catalogue violation " + rule);
    }

    @Override
    public void onCommitted(int mutations, Duration duration) {
        add("committed " + mutations + ", " + duration);
    }

    @Override
    public void onCommitFailed(int mutations, Duration duration) {
        add("commit failed " + mutations + ", " + duration);
    }

    @Override
    public void onClaimed(int deliveries, int takeovers, Duration duration) {
        add("claimed " + deliveries + ", " + takeovers + " taken over, " + duration);
    }

    @Override
    public void onClaimFailed(Duration duration) {
        add("claim failed, " + duration);
    }

    @Override
    public void onLeasesRenewed(int renewed, int lost, Duration duration) {
        add("leases renewed " + renewed + ", " + lost + " lost, " + duration);
    }

    @Override
    public void onCircuitOpened(WebhookId webhook, int destination) {
        add("circuit of " + webhook + "/" + destination + " opened");
    }

    @Override
    public void onCircuitClosed(WebhookId webhook, int destination) {
        add("circuit of " + webhook + "/" + destination + " closed");
    }

    @Override
    public void onCallback(CallbackResult result, Duration duration) {
        add("callback " + result + ", " + duration);
    }

    @Override
    public void onEvent(EngineEvent event) {
        add("event " + event.getClass().getSimpleName());
    }
}
