package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventBuilderTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    @Test
    void builds_an_event_of_everything_that_is_set() {
        Event event = Event.builder("order.paid")
                .topic("shop/orders")
                .id("order-1-paid")
                .tag("express")
                .occurredAt(NOW)
                .attribute("tenant", "acme")
                .attribute("traceparent", "00-1-2-01")
                .orderingKey("customer-7")
                .body("{\"order\":1}")
                .build();

        assertThat(event)
                .isEqualTo(new Event(
                        new EventId("order-1-paid"),
                        new Topic("shop/orders"),
                        "express",
                        "order.paid",
                        NOW,
                        new EventAttributes(Map.of("tenant", "acme", "traceparent", "00-1-2-01")),
                        EventBody.of("{\"order\":1}"),
                        null,
                        new OrderingKey("customer-7")));
    }

    @Test
    void builds_an_event_without_tag_time_and_attributes() {
        Event event = order().build();

        assertThat(event)
                .isEqualTo(new Event(
                        new EventId("order-1"),
                        new Topic("shop/orders"),
                        null,
                        "order.paid",
                        null,
                        EventBody.of("{}")));
        assertThat(event).hasToString("Event[order-1, order.paid of \"shop/orders\", EventBody[2 bytes]]");
    }

    @Test
    void takes_the_values_of_an_event_as_they_are() {
        Event event = Event.builder("order.paid")
                .topic(new Topic("shop/orders"))
                .id(new EventId("order-1"))
                .body(EventBody.of("{}"))
                .build();

        assertThat(event).isEqualTo(order().build());
    }

    @Test
    void takes_the_last_of_what_is_set_twice() {
        assertThat(order().id("order-2")
                        .topic("b")
                        .body("{\"b\":2}")
                        .tag("a")
                        .tag(null)
                        .build())
                .isEqualTo(new Event(
                        new EventId("order-2"), new Topic("b"), null, "order.paid", null, EventBody.of("{\"b\":2}")));
    }

    @Test
    void replaces_all_attributes_at_once() {
        Event event = order().attribute("a", "1").attributes(Map.of("b", "2")).build();

        assertThat(event.attributes().values()).containsExactly(Map.entry("b", "2"));
    }

    @Test
    void refuses_an_event_without_a_topic() {
        assertThatThrownBy(() -> Event.builder("order.paid").id("1").body("{}").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an event must have a topic, was none; set topic(…) to what it happened to");
    }

    @Test
    void refuses_an_event_without_an_id() {
        assertThatThrownBy(
                        () -> Event.builder("order.paid").topic("a").body("{}").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "an event must have an id of the application's, was none; set id(…) to one that follows from"
                                + " what happened: publishing the event again under it starts nothing twice");
    }

    @Test
    void refuses_an_event_without_a_body() {
        assertThatThrownBy(() -> Event.builder("order.paid").topic("a").id("1").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an event must have a body, was none; set body(…), {} at least");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "order paid", "bücher"})
    void refuses_a_type_at_once(String type) {
        assertThatThrownBy(() -> Event.builder(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event type must be 1 to 100 characters of [a-zA-Z0-9_.-], was \""
                        + type.replace("ü", "\\u00fc") + '"');
    }

    @Test
    void refuses_more_attributes_than_an_event_may_have() {
        EventBuilder builder = order();
        for (int i = 0; i < 17; i++) {
            builder.attribute("a" + i, "v");
        }

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event must have at most 16 attributes, was 17");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the annotations pass
    void refuses_nulls_by_name() {
        refusesNull("type", () -> Event.builder(null));
        refusesNull("topic", () -> order().topic((String) null));
        refusesNull("topic", () -> order().topic((Topic) null));
        refusesNull("id", () -> order().id((String) null));
        refusesNull("id", () -> order().id((EventId) null));
        refusesNull("body", () -> order().body((EventBody) null));
        refusesNull("body", () -> order().body((byte[]) null));
        refusesNull("body", () -> order().body((String) null));
        refusesNull("body", () -> order().body((Object) null));
        refusesNull("name", () -> order().attribute(null, "v"));
        refusesNull("value", () -> order().attribute("a", null));
        refusesNull("attributes", () -> order().attributes(null));
        refusesNull("orderingKey", () -> order().orderingKey(null));
    }

    @Test
    void marks_an_event_as_a_test_and_leaves_the_rest_as_it_is() {
        Event event =
                order().attribute("tenant", "acme").orderingKey("customer-7").build();
        Event test = event.asTest(TestScope.FIRST_STEP);

        assertThat(test.test()).isEqualTo(TestScope.FIRST_STEP);
        assertThat(test.withOccurredAt(NOW).test()).isEqualTo(TestScope.FIRST_STEP);
        assertThat(test.attributes()).isEqualTo(event.attributes());
        assertThat(test.type()).isEqualTo("order.paid");
        assertThat(test.withOccurredAt(NOW).orderingKey()).isEqualTo(new OrderingKey("customer-7"));
    }

    @Test
    void takes_a_body_as_bytes() {
        byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

        assertThat(order().body(json).build().body()).isEqualTo(EventBody.of("{\"a\":1}"));
    }

    @Test
    void takes_a_body_as_a_map_or_a_record() {
        record Order(int id, @Nullable String note) {}

        assertThat(order().body(Map.of("id", 1)).build().body()).isEqualTo(EventBody.of("{\"id\":1}"));
        assertThat(order().body(new Order(1, null)).build().body()).isEqualTo(EventBody.of("{\"id\":1,\"note\":null}"));
    }

    private static EventBuilder order() {
        return Event.builder("order.paid").topic("shop/orders").id("order-1").body("{}");
    }

    private static void refusesNull(String name, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class).hasMessage(name);
    }
}
