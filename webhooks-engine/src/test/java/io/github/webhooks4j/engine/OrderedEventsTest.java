package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.testkit.RecordedDelivery;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events with ordering keys, from publishing to the requests that arrive. */
class OrderedEventsTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void delivers_the_events_of_a_key_in_the_order_in_which_they_were_published() {
        hub.create(CI);

        List<Event> events = IntStream.range(0, 50)
                .mapToObj(number -> ordered("push-" + number, "acme"))
                .toList();
        hub.engine.publish(events);

        await(() -> hub.engine.chainCounts().complete() == 50);
        assertThat(hub.transport.requests())
                .extracting(OrderedEventsTest::delivery)
                .containsExactlyElementsOf(
                        events.stream().map(event -> delivery(chainOf(event))).toList());
    }

    @Test
    void holds_the_next_event_of_the_key_back_until_a_failing_one_is_accepted() {
        hub.transport.on(CI).respond(503).respond(200);
        hub.create(CI);
        ChainId first = hub.engine.publish(ordered("push-1", "acme")).chains().get(0);
        hub.awaitAttempts(first, 0, 1);

        ChainId second = hub.engine.publish(ordered("push-2", "acme")).chains().get(0);
        ChainId other = hub.engine.publish(ordered("push-3", "other")).chains().get(0);

        hub.awaitState(other, "complete");
        assertThat(hub.history(first).waitsForTurn()).isFalse();
        assertThat(hub.history(second).waitsForTurn()).isTrue();
        assertThat(hub.history(second).orderingKey()).isEqualTo(new OrderingKey("acme"));
        hub.clock.advance(Duration.ofMinutes(1));
        hub.awaitState(first, "complete");
        hub.awaitState(second, "complete");
        assertThat(hub.transport.requests())
                .extracting(OrderedEventsTest::delivery)
                .containsExactly(delivery(first), delivery(other), delivery(first), delivery(second));
    }

    @Test
    void keeps_the_order_of_events_whose_chains_are_created_slice_by_slice() {
        for (int i = 0; i < 20; i++) {
            hub.create(CI);
        }
        ChainId first = hub.engine.publish(ordered("push-1", "acme")).chains().get(0);
        ChainId second = hub.engine.publish(ordered("push-2", "acme")).chains().get(0);

        hub.awaitState(second, "complete");
        hub.awaitState(first, "complete");
        await(() -> hub.engine.chainCounts().complete() == 40);
        assertThat(hub.engine.health().isHealthy()).isTrue();
    }

    private static String delivery(RecordedDelivery request) {
        return request.header("webhook-id").orElseThrow();
    }

    private static String delivery(ChainId chain) {
        return new DeliveryId(chain, 0).webhookId();
    }

    private ChainId chainOf(Event event) {
        return hub.engine.publish(event).chains().get(0);
    }

    private Event ordered(String id, String key) {
        Event event = hub.push(id);
        return Event.builder(event.type())
                .topic(event.topic())
                .id(id)
                .body(event.body())
                .orderingKey(key)
                .build();
    }
}
