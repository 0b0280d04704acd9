package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MatchingTest {
    private static final EventFilter FILTER = new EventFilter(
            "shop/*",
            List.of(new TypePattern("order.*"), new TypePattern("refund")),
            List.of(new TagGlob("v*"), new TagGlob("stable")));

    @Test
    void explains_that_an_event_passes() {
        assertMatching(event("shop/orders", "order.paid", "v1"), "matches", "The event passes the filter.");
    }

    @Test
    void names_both_topics() {
        assertMatching(
                event("acme/app", "order.paid", "v1"),
                "other_topic",
                "The filter is for the topic shop/*, and the event is of acme/app.");
    }

    @Test
    void names_the_patterns_that_a_type_does_not_match() {
        assertMatching(
                event("shop/orders", "order", "v1"),
                "other_type",
                "The filter is for events of the type order.* or refund, and the type of the event is order.");
    }

    @Test
    void names_the_patterns_that_a_tag_does_not_match() {
        assertMatching(
                event("shop/orders", "refund", "lat\u00e9st"),
                "other_tag",
                "The filter is for events with the tag \"v*\" or \"stable\", and the event has the tag"
                        + " \"lat\\u00e9st\".");
    }

    @Test
    void explains_that_an_event_has_no_tag() {
        assertMatching(
                event("shop/orders", "refund", null),
                "other_tag",
                "The filter is for events with the tag \"v*\" or \"stable\", and the event has none.");
    }

    private static void assertMatching(Event event, String code, String sentence) {
        Matching matching = FILTER.explain(event);

        assertThat(matching.code()).isEqualTo(code);
        assertThat(matching.sentence()).isEqualTo(sentence);
        assertThat(FILTER.matches(event)).isEqualTo(matching instanceof Matching.Matches);
    }

    private static Event event(String topic, String type, @Nullable String tag) {
        return Event.builder(type).topic(topic).id("e").tag(tag).body("{}").build();
    }
}
