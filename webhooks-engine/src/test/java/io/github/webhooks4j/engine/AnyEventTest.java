package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBuilder;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events of the application's own, from the builder to the receiver. */
class AnyEventTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void sends_the_body_and_the_type_of_an_event_of_the_application() {
        watchOrders();

        ChainId chain = publish(order("order-1").body(Map.of("order", 1)));

        hub.awaitState(chain, "complete");
        RecordedDelivery request = hub.request(CI, 1);
        assertThat(new String(request.body(), StandardCharsets.UTF_8)).endsWith(",\"order\":1}");
        assertThat(request.header("webhook-type")).contains("order.paid");
        assertThat(request.header("webhook-test")).isEmpty();
    }

    @Test
    void shows_type_and_topic_of_the_event_in_the_history() {
        Webhook webhook = watchOrders();

        ChainId chain = publish(order("order-1"));

        assertThat(hub.history(chain).eventType()).isEqualTo("order.paid");
        assertThat(hub.history(chain).topic()).isEqualTo(new Topic("shop/orders"));
        assertThat(hub.history(chain).test()).isNull();
        assertThat(hub.engine.history().page(webhook.id(), 9, null).chains())
                .extracting(ChainHistory::eventType)
                .containsExactly("order.paid");
    }

    /** The first attempt starts from memory, the second is claimed from the store. */
    @Test
    void gives_the_attributes_to_the_transport_and_sends_none_of_them() {
        var attempts = new CopyOnWriteArrayList<AttemptInfo>();
        hub.transport
                .on(CI)
                .respond(request -> responding(attempts, request, 503))
                .respond(request -> responding(attempts, request, 200));
        watchOrders();

        ChainId chain = publish(order("order-1").attribute("tenant", "acme-7"));
        hub.awaitAttempts(chain, 0, 1);
        hub.clock.advance(Duration.ofHours(1));

        hub.awaitState(chain, "complete");
        assertThat(attempts)
                .extracting(attempt -> attempt.attributes().values())
                .containsExactly(Map.of("tenant", "acme-7"), Map.of("tenant", "acme-7"));
        assertThat(hub.transport.requests(CI)).allSatisfy(request -> {
            assertThat(request.text()).doesNotContain("acme-7");
            assertThat(request.headers()).extracting(Header::value).doesNotContain("acme-7");
        });
    }

    @Test
    void delivers_only_the_event_types_that_a_webhook_asks_for() {
        hub.engine
                .webhooks()
                .create(WebhookDraft.builder("orders", "shop/orders", List.of(CI))
                        .types(List.of("order.*"))
                        .build());
        hub.engine
                .webhooks()
                .create(WebhookDraft.builder("refunds", "shop/*", List.of(DEPLOY))
                        .types(List.of("refund", "order.lost"))
                        .build());

        assertThat(hub.engine.publish(order("1").build()).chains()).hasSize(1);
        assertThat(hub.engine.publish(event("refund").build()).chains()).hasSize(1);
        assertThat(hub.engine.publish(event("refund.part").build()).chains()).isEmpty();
        assertThat(hub.engine.publish(event("order.lost").build()).chains()).hasSize(2);
    }

    @Test
    void takes_the_same_event_again_whatever_its_attributes_and_time() {
        watchOrders();
        PublishResult first = hub.engine.publish(order("order-1").build());
        hub.clock.advance(Duration.ofMinutes(1));

        PublishResult again =
                hub.engine.publish(order("order-1").attribute("tenant", "b").build());

        assertThat(again).isEqualTo(new PublishResult(first.event(), first.chains(), true));
    }

    @Test
    void publishes_several_events_without_waiting() {
        watchOrders();

        List<PublishResult> results = hub.engine
                .publishAsync(List.of(order("order-1").build(), order("order-2").build()))
                .join();

        assertThat(results).extracting(result -> result.event().value()).containsExactly("order-1", "order-2");
    }

    @Test
    void fails_the_future_on_a_conflict() {
        hub.engine.publish(order("order-1").build());

        assertThat(hub.engine.publishAsync(
                        List.of(order("order-1").body("{\"other\":1}").build())))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(EventConflictException.class)
                .withMessage("event order-1 must be the same as when it was first published, but topic, type or body"
                        + " differ; publish another event under another id");
    }

    @Test
    @SuppressWarnings({"NullAway", "FutureReturnValueIgnored"}) // what callers without the annotations pass
    void refuses_nulls_by_name() {
        refusesNull("event", () -> hub.engine.publish((Event) null));
        refusesNull("events", () -> hub.engine.publish((List<Event>) null));
        refusesNull("event", () -> hub.engine.publishAsync((Event) null));
        refusesNull("events", () -> hub.engine.publishAsync((List<Event>) null));
        refusesNull(
                "events[1]", () -> hub.engine.publish(Arrays.asList(order("1").build(), null)));
        refusesNull("connection", () -> hub.engine.in(null));
    }

    private Webhook watchOrders() {
        return hub.engine
                .webhooks()
                .create(WebhookDraft.builder("orders", "shop/orders", List.of(CI))
                        .build());
    }

    private ChainId publish(EventBuilder event) {
        return hub.engine.publish(event.build()).chains().get(0);
    }

    private static DeliveryResult responding(List<AttemptInfo> attempts, OutboundRequest request, int status) {
        attempts.add(requireNonNull(request.attempt()));
        return new DeliveryResult.Response(status, null, null, "", Timing.ofTotal(Duration.ZERO));
    }

    private static EventBuilder order(String id) {
        return event("order.paid").id(id);
    }

    private static EventBuilder event(String type) {
        return Event.builder(type).topic("shop/orders").id(type).body("{\"order\":1}");
    }

    private static void refusesNull(String name, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class).hasMessage(name);
    }
}
