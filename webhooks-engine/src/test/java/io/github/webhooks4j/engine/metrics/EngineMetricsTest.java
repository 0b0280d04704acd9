package io.github.webhooks4j.engine.metrics;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.catalog.SchemaViolation;
import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.engine.ManualEngine;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an engine reports to its metrics, on one thread. */
class EngineMetricsTest {
    private static final String PUBLISHED_ONE = "published 1, 0 duplicates, PT0S";

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore().forNode(clock);
    private final Map<String, Runnable> before = new HashMap<>();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final RecordingMetrics metrics = new RecordingMetrics();
    private final ManualEngine manual = ManualEngine.start(builder().metrics(metrics), clock::set);

    @AfterEach
    void close() {
        manual.close();
    }

    @Test
    void receives_an_event_that_is_published_delivered_and_recorded() {
        Webhook webhook = create(CI);
        metrics.calls.clear();

        publish("e-1");
        manual.runUntilIdle();

        assertThat(metrics.calls)
                .containsExactly(
                        "committed 1, PT0S",
                        "event ChainStarted",
                        PUBLISHED_ONE,
                        "attempt 1 of " + webhook.id() + ", order.created, ci.example:443, Delivered, PT0S",
                        "committed 1, PT0S",
                        "event AttemptCompleted",
                        "event ChainStateChanged");
    }

    @Test
    void receives_how_long_a_publish_took_by_the_clock_of_the_engine() {
        before.put("commit", () -> clock.advance(Duration.ofMillis(20)));

        publish("e-1");

        assertThat(metrics.calls).contains("committed 1, PT0.02S", "published 1, 0 duplicates, PT0.02S");
    }

    @Test
    void receives_the_rules_of_the_catalogue_that_an_event_breaks() {
        var recorded = new RecordingMetrics();
        try (ManualEngine other = ManualEngine.start(
                WebhookEngine.builder(new InMemoryStore().forNode(clock), transport)
                        .clock(clock)
                        .catalog(
                                EventCatalog.of(EventType.of("order.paid")),
                                CatalogPolicy.unknownTypes(CatalogAction.ACCEPT)
                                        .validating(event -> List.of(new SchemaViolation("", "#")), CatalogAction.WARN))
                        .metrics(recorded),
                clock::set)) {
            other.engine()
                    .publish(Event.builder("order.lost")
                            .topic("acme/app")
                            .id("e-1")
                            .body(Map.of())
                            .build());
        }

        assertThat(recorded.calls).contains("catalogue violation UNKNOWN_TYPE", "catalogue violation SCHEMA");
    }

    @Test
    void receives_an_event_that_had_been_accepted_before() {
        publish("e-1");
        metrics.calls.clear();

        publish("e-1");

        assertThat(metrics.calls).containsExactly("committed 1, PT0S", "published 0, 1 duplicates, PT0S");
    }

    @Test
    void receives_why_a_publish_failed() {
        publish("e-1");
        metrics.calls.clear();

        assertThatThrownBy(() -> manual.engine().publish(event("e-1", "another.type")))
                .isInstanceOf(EventConflictException.class);
        assertThatThrownBy(() -> manual.engine().publish(List.of())).isInstanceOf(IllegalArgumentException.class);
        store.failNextCommits(1_000);
        assertThatThrownBy(() -> publish("e-2")).isInstanceOf(StoreException.class);
        store.failNextCommits(0);
        manual.close();
        assertThatThrownBy(() -> publish("e-3")).isInstanceOf(RuntimeException.class);

        assertThat(metrics.calls)
                .filteredOn(call -> call.startsWith("publish failed"))
                .containsExactly(
                        "publish failed 1, CONFLICT, PT0S",
                        "publish failed 0, REFUSED, PT0S",
                        "publish failed 1, FAILED, PT0S",
                        "publish failed 1, REFUSED, PT0S");
        assertThat(metrics.calls).contains("commit failed 1, PT0S");
    }

    @Test
    void receives_that_deliveries_are_claimed() {
        refuseOnce(create(CI));

        manual.advance(Duration.ofMinutes(1));

        assertThat(metrics.calls).contains("claimed 1, 0 taken over, PT0S");
    }

    @Test
    void receives_that_deliveries_are_taken_over_from_a_dead_node() {
        Webhook webhook = create(CI);
        refuseOnce(webhook);
        clock.advance(Duration.ofMinutes(1));
        var lane = new LaneKey(webhook.id(), 0);
        assertThat(store.claim(
                                List.of(new ClaimRequest(lane, 1)),
                                new LeaseRequest(new NodeId("dead"), Duration.ofSeconds(15)))
                        .deliveries())
                .hasSize(1);

        manual.advance(Duration.ofMinutes(1));

        assertThat(metrics.calls).contains("claimed 1, 1 taken over, PT0S");
    }

    @Test
    void receives_that_a_claim_failed() {
        refuseOnce(create(CI));
        before.put("claim", () -> {
            before.remove("claim");
            throw new StoreException(StoreException.Reason.FAILED, "on purpose");
        });

        manual.advance(Duration.ofMinutes(1));

        assertThat(metrics.calls).contains("claim failed, PT0S");
    }

    @Test
    void receives_that_a_circuit_opens_and_closes() {
        Webhook webhook = create(CI);
        transport.on(CI).failUntil(clock.instant().plus(Duration.ofHours(1)), clock);
        for (int number = 1; number <= 5; number++) {
            publish("e-" + number);
            manual.runUntilIdle();
        }
        assertThat(metrics.calls).contains("circuit of " + webhook.id() + "/0 opened");
        assertThat(manual.engine().gauges().openCircuits()).isEqualTo(1);

        manual.advance(Duration.ofHours(3));

        assertThat(metrics.calls).contains("circuit of " + webhook.id() + "/0 closed");
        assertThat(metrics.calls).filteredOn(call -> call.startsWith("circuit")).hasSize(2);
    }

    @Test
    void receives_what_became_of_callbacks() {
        create(CI, DEPLOY);
        publish("e-1");
        manual.runUntilIdle();
        String path = callbackPath(transport.requests(CI).get(0));
        metrics.calls.clear();

        callBack("POST", path, Callback.success().toJson());
        callBack("POST", path, Callback.success().toJson());
        callBack("POST", path, Callback.failure().toJson());
        callBack("GET", path, new byte[0]);
        callBack("POST", path, "{}".getBytes(StandardCharsets.UTF_8));
        callBack("POST", "/callbacks/unknown", Callback.success().toJson());
        manual.close();
        callBack("POST", path, Callback.success().toJson());

        assertThat(metrics.calls)
                .filteredOn(call -> call.startsWith("callback"))
                .containsExactly(
                        "callback ACCEPTED, PT0S",
                        "callback DUPLICATE, PT0S",
                        "callback CONFLICT, PT0S",
                        "callback INVALID, PT0S",
                        "callback INVALID, PT0S",
                        "callback UNKNOWN, PT0S",
                        "callback FAILED, PT0S");
        assertThat(metrics.calls).contains("event CallbackReceived");
    }

    @Test
    void receives_the_gauges_before_anything_else() {
        create(CI);

        publish("e-1");

        assertThat(metrics.calls.get(0)).isEqualTo("bound");
        assertThat(metrics.gauges()).isEqualTo(manual.engine().gauges());
        assertThat(metrics.gauges()).isEqualTo(new EngineGauges(0, 256, 1, body().length(), 0, 1, 0, 0, 0, 0));
    }

    @Test
    void changes_nothing_by_throwing_which_is_counted() {
        manual.close();
        try (ManualEngine other = ManualEngine.start(builder().metrics(new ThrowingMetrics()), clock::set, 1)) {
            other.engine().webhooks().create(EngineFixture.draft(CI).build());
            other.engine().publish(event("e-1", "order.created"));
            other.runUntilIdle();

            assertThat(other.engine().chainCounts().complete()).isEqualTo(1);
            assertThat(other.engine().health().problems()).isEmpty();
            // bind; a new webhook; commit, start, publish; attempt; commit, attempt, state
            assertThat(other.engine().gauges().metricsFailures()).isEqualTo(9);
        }
    }

    private WebhookEngineBuilder builder() {
        Store hooked = HookedStore.of(
                store,
                (method, arguments) -> before.getOrDefault(method, () -> {}).run());
        return WebhookEngine.builder(hooked, transport)
                .clock(clock)
                .callbackBase(EngineFixture.BASE)
                .maxInFlight(256);
    }

    private Webhook create(String... destinations) {
        return manual.engine()
                .webhooks()
                .create(EngineFixture.draft(destinations).build());
    }

    private void publish(String id) {
        manual.engine().publish(event(id, "order.created"));
    }

    private Event event(String id, String type) {
        return new Event(new EventId(id), new Topic("acme/app"), null, type, clock.instant(), body());
    }

    private static EventBody body() {
        return EventBody.of("{\"order\":1}".getBytes(StandardCharsets.UTF_8));
    }

    /** Has a first attempt refused, so that the store has a second one. */
    private void refuseOnce(Webhook webhook) {
        transport.on(webhook.settings().destinations().get(0).url().toString()).respond(400);
        publish("e-1");
        manual.runUntilIdle();
    }

    private void callBack(String method, String path, byte[] body) {
        var unused = manual.engine().callbacks().handle(method, path, body);
    }

    private static String callbackPath(RecordedDelivery delivery) {
        return URI.create(delivery.text().replaceAll("(?s).*\"callback_url\":\"([^\"]+)\".*", "$1"))
                .getPath();
    }

    /** Throws whatever it can. */
    private static final class ThrowingMetrics extends RecordingMetrics {
        @Override
        void add(String call) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void onEvent(EngineEvent event) {
            throw new AssertionError("on purpose");
        }
    }
}
