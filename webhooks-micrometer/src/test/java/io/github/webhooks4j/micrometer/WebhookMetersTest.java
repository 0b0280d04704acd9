package io.github.webhooks4j.micrometer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.engine.ManualEngine;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.receiver.Reception;
import io.github.webhooks4j.receiver.WebhookReceiver;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.testkit.SignedDelivery;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the meters show of a real engine, on one thread. */
class WebhookMetersTest {
    private static final EventCatalog CATALOG = EventCatalog.of(EventType.of("order.created"));
    private static final String CI = "https://ci.example/hook";
    private static final String DEPLOY = "https://deploy.example/hook";

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final ManualEngine manual = ManualEngine.start(
            WebhookEngine.builder(new InMemoryStore().forNode(clock), transport)
                    .catalog(CATALOG, CatalogPolicy.unknownTypes(CatalogAction.ACCEPT))
                    .callbackBase(URI.create("https://hub.example/callbacks"))
                    .clock(clock)
                    .metrics(WebhookMeters.of(registry)),
            clock::set);

    @AfterEach
    void close() {
        manual.close();
    }

    @Test
    void counts_an_event_that_is_delivered() {
        create();

        publish("e-1");
        manual.runUntilIdle();

        assertThat(timed("webhooks.publish", "result", "accepted")).isEqualTo(1);
        assertThat(counted("webhooks.events", "result", "accepted")).isEqualTo(1);
        assertThat(registry.get("webhooks.attempts")
                        .tags("outcome", "delivered", "status", "2xx", "failure", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("webhooks.chains.finished")
                        .tags("state", "complete", "cause", "none")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void counts_what_was_published_before() {
        publish("e-1");
        publish("e-1");

        assertThat(timed("webhooks.publish", "result", "duplicate")).isEqualTo(1);
        assertThat(counted("webhooks.events", "result", "duplicate")).isEqualTo(1);
        assertThat(counted("webhooks.events", "result", "accepted")).isEqualTo(1);
    }

    @Test
    void counts_why_a_publish_failed() {
        publish("e-1");

        assertThatThrownBy(() -> manual.engine().publish(event("e-1", "another.type")))
                .isInstanceOf(EventConflictException.class);

        assertThat(timed("webhooks.publish", "result", "conflict")).isEqualTo(1);
    }

    @Test
    void counts_an_attempt_without_a_response_by_its_failure() {
        create();
        transport.on(CI).fail(FailureCode.TIMED_OUT);

        publish("e-1");
        manual.runUntilIdle();

        assertThat(registry.get("webhooks.attempts")
                        .tags("outcome", "retry", "status", "none", "failure", "timed_out")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void counts_a_webhook_that_is_gone() {
        create();
        transport.on(CI).respond(410);

        publish("e-1");
        manual.runUntilIdle();

        assertThat(counted("webhooks.disabled", "cause", "gone")).isEqualTo(1);
        assertThat(registry.get("webhooks.chains.finished")
                        .tags("state", "interrupted", "cause", "destination_gone")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void measures_the_delay_of_a_delivery_with_all_its_attempts() {
        create();
        transport.on(CI).respond(503, "30").respond(200);

        publish("e-1");
        manual.runUntilIdle();
        assertThat(registry.get("webhooks.delivery.delay").timer().count()).isZero();
        manual.advance(Duration.ofMinutes(2));

        Timer delay = registry.get("webhooks.delivery.delay").timer();
        assertThat(delay.count()).isEqualTo(1);
        assertThat(delay.totalTime(TimeUnit.SECONDS)).isBetween(30.0, 120.0);
    }

    @Test
    void measures_no_delay_of_a_later_destination() {
        manual.engine()
                .webhooks()
                .create(WebhookDraft.builder("CI, then deploy", "acme/app", List.of(CI, DEPLOY))
                        .build());
        PushPayload push = PushPayload.of(
                PushData.of(null, "ann", "latest"),
                Repository.builder("acme/app").build());
        manual.engine().publish(PushEvents.of(new EventId("e-1"), clock.instant(), push));
        manual.runUntilIdle();
        URI callback = requireNonNull(transport.requests(CI).get(0).payload().callbackUrl());

        manual.engine()
                .callbacks()
                .handle("POST", callback.getPath(), Callback.success().toJson());
        manual.runUntilIdle();

        assertThat(transport.requests(DEPLOY)).hasSize(1);
        assertThat(registry.get("webhooks.delivery.delay").timer().count()).isEqualTo(1);
    }

    @Test
    void counts_an_event_whose_type_is_not_in_the_catalogue() {
        manual.engine().publish(event("e-1", "order.lost"));
        publish("e-2");

        assertThat(counted("webhooks.catalog.violations", "rule", "unknown_type"))
                .isEqualTo(1);
    }

    @Test
    void counts_what_receivers_accept_and_refuse() {
        ReceiverMeters received = ReceiverMeters.of(registry);

        received.count("acme", Reception.Refused.tooLarge());
        received.count("acme", Reception.Refused.tooLarge());
        received.count("hub", accepted());

        assertThat(registry.get("webhooks.received")
                        .tags("receiver", "acme", "result", "too_large")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("webhooks.received")
                        .tags("receiver", "hub", "result", "accepted")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void shows_what_the_engine_holds() {
        create();
        transport.on(CI).respond(503);
        publish("e-1");
        manual.runUntilIdle();

        assertThat(gauge("webhooks.in.flight")).isZero();
        assertThat(gauge("webhooks.in.flight.limit")).isPositive();
        assertThat(registry.get("webhooks.destinations")
                        .tag("circuit", "closed")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void shows_the_health() {
        HealthMeters.bind(registry, manual.engine()::health);
        create();
        publish("e-1");
        manual.runUntilIdle();
        manual.advance(Duration.ofSeconds(30));

        assertThat(registry.get("webhooks.chains")
                        .tag("state", "complete")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(gauge("webhooks.chains.discrepancy")).isZero();
        assertThat(gauge("webhooks.tasks.failing")).isZero();
        assertThat(registry.get("webhooks.problems")
                        .tag("kind", "store_unread")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void has_no_tag_that_a_user_chooses() {
        HealthMeters.bind(registry, manual.engine()::health);
        Webhook webhook = create();
        publish("e-1");
        manual.runUntilIdle();

        Set<String> values = registry.getMeters().stream()
                .map(Meter::getId)
                .flatMap(id -> id.getTags().stream())
                .map(tag -> tag.getValue())
                .collect(Collectors.toSet());

        assertThat(values)
                .isNotEmpty()
                .noneMatch(value -> value.contains(webhook.id().value())
                        || value.contains("ci.example")
                        || value.contains("acme")
                        || value.contains("order"));
    }

    @Test
    void describes_every_meter() {
        HealthMeters.bind(registry, manual.engine()::health);
        create();
        publish("e-1");
        manual.runUntilIdle();

        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getDescription())
                        .as(meter.getId().getName())
                        .isNotBlank());
    }

    private static Reception accepted() {
        WebhookSecret secret = WebhookSecret.generate();
        SignedDelivery sent = SignedDelivery.of(secret, "msg_1", Instant.now(), "{}");
        return WebhookReceiver.of(WebhookVerifier.of(secret)).receive("/", sent.headers()::get, sent.body());
    }

    private Webhook create() {
        return manual.engine()
                .webhooks()
                .create(WebhookDraft.builder("CI", "acme/app", List.of(CI)).build());
    }

    private void publish(String id) {
        manual.engine().publish(event(id, "order.created"));
    }

    private static Event event(String id, String type) {
        return Event.builder(type)
                .topic("acme/app")
                .id(id)
                .body(Map.of("order", 1))
                .build();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counted(String name, String tag, String value) {
        return registry.get(name).tag(tag, value).counter().count();
    }

    private long timed(String name, String tag, String value) {
        return registry.get(name).tag(tag, value).timer().count();
    }
}
