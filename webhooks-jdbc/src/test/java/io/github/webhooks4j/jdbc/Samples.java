package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.NodeId;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.TopicFilter;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Things to write into a store. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    public static final Claimant NODE = new Claimant(new NodeId("node"), Duration.ofSeconds(15));

    private Samples() {}

    public static Webhook webhook(String id) {
        return webhook(id, 1);
    }

    /** Returns a webhook with {@code steps} destinations. */
    public static Webhook webhook(String id, int steps) {
        return new Webhook(
                new WebhookId(id),
                1,
                new WebhookSettings(
                        "Build it",
                        TopicFilter.of("acme/app"),
                        IntStream.range(0, steps)
                                .mapToObj(step ->
                                        new Destination("https://ci.example/hook/" + step, null).withNumber(step))
                                .toList(),
                        steps > 1,
                        List.of(),
                        RetrySchedule.standard(),
                        Duration.ofHours(1),
                        false),
                List.of(new SigningSecret(WebhookSecret.of("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"), null)),
                WebhookStatus.ENABLED,
                NOW);
    }

    /** Publishes an event that starts one chain, which no node has claimed. */
    public static Change publish(String event, String chain, String webhook) {
        return publish(event, chain, webhook, "{}");
    }

    public static Change publish(String event, String chain, String webhook, String json) {
        return new Change.Publish(List.of(acceptance(event, chain, webhook, 1, json)));
    }

    /** Publishes an event that starts a chain of {@code steps} steps, each of which waits for a callback. */
    public static Change publish(String event, String chain, String webhook, int steps) {
        return new Change.Publish(List.of(acceptance(event, chain, webhook, steps, "{}")));
    }

    public static Acceptance acceptance(String event, String chain, String webhook) {
        return acceptance(event, chain, webhook, 1, "{}");
    }

    private static Acceptance acceptance(String event, String chain, String webhook, int steps, String json) {
        var plan = new ChainPlan(steps, steps > 1, Duration.ofHours(1));
        return new Acceptance(
                event(event, json), List.of(new NewChain(new ChainId(chain), new WebhookId(webhook), 1, plan, null)));
    }

    public static Event event(String id, String json) {
        return new Event(
                new EventId(id),
                new Topic("acme/app"),
                null,
                Event.PUSH,
                NOW,
                EventBody.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    public static List<LaneClaim> lane(String webhook, int limit) {
        return List.of(new LaneClaim(new LaneKey(new WebhookId(webhook), 0), limit));
    }

    public static Change attempt(DueKey key, int number, Verdict verdict) {
        return attemptAt(NOW, key, number, verdict);
    }

    public static Change attemptAt(Instant at, DueKey key, int number, Verdict verdict) {
        var result = new DeliveryResult.Answered(
                verdict instanceof Verdict.Delivered ? 200 : 503, null, null, "", Timing.ofTotal(Duration.ofMillis(3)));
        return new Change.RecordAttempt(key, new Attempt(number, at, result), verdict);
    }

    public static Change delivered(String chain) {
        var result = new DeliveryResult.Answered(200, null, null, "", Timing.ofTotal(Duration.ofMillis(3)));
        return new Change.RecordAttempt(
                new DueKey(new DeliveryId(new ChainId(chain), 0), 0, 1),
                new Attempt(1, NOW, result),
                new Verdict.Delivered());
    }
}
