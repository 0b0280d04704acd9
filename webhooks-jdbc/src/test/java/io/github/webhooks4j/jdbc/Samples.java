package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

/** Things to write into a store. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    public static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));

    /** Too large for 32 bits, and for a number with a fraction. */
    private static final long FIRST_NUMBER = (1L << 61) + 1;

    private Samples() {}

    /** Returns the clock of a node that shows one time. */
    public static Clock at(Instant time) {
        return Clock.fixed(time, ZoneOffset.UTC);
    }

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
                        EventFilter.of("acme/app"),
                        IntStream.range(0, steps)
                                .mapToObj(step ->
                                        new Destination("https://ci.example/hook/" + step, null).withNumber(step))
                                .toList(),
                        steps > 1,
                        List.of(),
                        RetrySchedule.ofDefaults(),
                        Duration.ofHours(1),
                        false),
                List.of(new SigningSecret(WebhookSecret.of("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"), null)),
                WebhookStatus.ENABLED,
                NOW);
    }

    /** Returns the id of a chain of the webhook {@code w}. */
    public static ChainId chain(String name) {
        return chain(name, "w");
    }

    /** Returns the id of a chain that has a name in a test; of two names of one length the later one has the later chain. */
    public static ChainId chain(String name, String webhook) {
        return ChainId.of(new WebhookId(webhook).number(), number(name));
    }

    /** Returns the number of the chain with a name, and of its event. */
    public static long number(String name) {
        return FIRST_NUMBER + Long.parseLong(name.replace("_", ""), Character.MAX_RADIX);
    }

    /** Publishes an event that starts one chain, which no node has claimed. */
    public static Mutation publish(String event, String chain, String webhook) {
        return publish(event, chain, webhook, "{}");
    }

    public static Mutation publish(String event, String chain, String webhook, String json) {
        return new Mutation.Publish(List.of(acceptance(event, chain, webhook, 1, json)));
    }

    /** Publishes an event that starts a chain of {@code steps} steps, each of which waits for a callback. */
    public static Mutation publish(String event, String chain, String webhook, int steps) {
        return new Mutation.Publish(List.of(acceptance(event, chain, webhook, steps, "{}")));
    }

    public static NewEvent acceptance(String event, String chain, String webhook) {
        return acceptance(event, chain, webhook, 1, "{}");
    }

    private static NewEvent acceptance(String event, String chain, String webhook, int steps, String json) {
        var plan = new ChainPlan(steps, steps > 1, Duration.ofHours(1));
        return new NewEvent(
                number(chain),
                event(event, json),
                List.of(new NewChain(chain(chain, webhook), new WebhookId(webhook), 1, plan, null)));
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

    public static List<ClaimRequest> lane(String webhook, int limit) {
        return List.of(new ClaimRequest(new LaneKey(new WebhookId(webhook), 0), limit));
    }

    public static Mutation attempt(ClaimToken key, int number, AttemptOutcome verdict) {
        return attemptAt(NOW, key, number, verdict);
    }

    public static Mutation attemptAt(Instant at, ClaimToken key, int number, AttemptOutcome verdict) {
        var result = new DeliveryResult.Response(
                verdict instanceof AttemptOutcome.Delivered ? 200 : 503,
                null,
                null,
                "",
                Timing.ofTotal(Duration.ofMillis(3)));
        return new Mutation.RecordAttempt(key, new Attempt(number, at, result), verdict);
    }

    public static Mutation delivered(String chain) {
        var result = new DeliveryResult.Response(200, null, null, "", Timing.ofTotal(Duration.ofMillis(3)));
        return new Mutation.RecordAttempt(
                new ClaimToken(new DeliveryId(chain(chain), 0), 0, 1),
                new Attempt(1, NOW, result),
                new AttemptOutcome.Delivered());
    }
}
