package io.github.webhooks4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventCatalogTest {
    private static final EventType PLACED = EventType.of("order.placed");
    private static final EventType PAID = EventType.of("order.paid");

    @Test
    void has_its_types_in_the_order_in_which_they_were_given() {
        EventCatalog catalog = EventCatalog.of(PLACED, PAID);

        assertThat(catalog.types()).containsExactly(PLACED, PAID);
        assertThat(catalog)
                .isEqualTo(EventCatalog.of(List.of(PLACED, PAID)))
                .isNotEqualTo(EventCatalog.of(PAID, PLACED));
    }

    @Test
    void finds_a_type_by_its_name() {
        EventCatalog catalog = EventCatalog.of(PLACED, PAID);

        assertThat(catalog.find("order.paid")).contains(PAID);
        assertThat(catalog.find("order")).isEmpty();
        assertThat(catalog.has("order.placed")).isTrue();
        assertThat(catalog.has("order.*")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "order.plcaed, order.placed",
        "order.pai,    order.paid",
        "Order.Placed, order.placed",
        "orderpaid,    order.paid",
        "invoice.sent, ",
        "o,            "
    })
    void names_the_type_that_may_be_meant(String written, String meant) {
        assertThat(EventCatalog.of(PLACED, PAID).closest(written).orElse(null)).isEqualTo(meant);
    }

    @Test
    void refuses_more_types_than_a_catalogue_may_have() {
        List<EventType> types = IntStream.rangeClosed(1, 1_001)
                .mapToObj(i -> EventType.of("type." + i))
                .toList();

        assertThatThrownBy(() -> EventCatalog.of(types))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event catalogue must have 1 to 1000 types, was 1001");
        assertThatThrownBy(EventCatalog::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event catalogue must have 1 to 1000 types, was 0");
    }

    @Test
    void refuses_types_that_are_too_long_together() {
        String schema = "{\"$comment\":\"" + "a".repeat(200_000) + "\"}";
        List<EventType> types = IntStream.rangeClosed(1, 21)
                .mapToObj(i -> EventType.of("type." + i).withSchema(schema))
                .toList();

        assertThatThrownBy(() -> EventCatalog.of(types))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the descriptions, schemas and examples of an event catalogue must be at most 4194304"
                        + " characters together, was 4200315; leave out examples, or shorten schemas");
    }

    @Test
    void refuses_two_types_of_one_name() {
        assertThatThrownBy(() -> EventCatalog.of(PLACED, PAID, PLACED.withTitle("again")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event catalogue must name each type once, but order.placed is in it twice");
    }

    @Test
    void refuses_a_policy_that_checks_bodies_without_a_validator() {
        assertThatThrownBy(() -> new CatalogPolicy(CatalogAction.WARN, CatalogAction.REJECT, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a catalogue policy must have a validator exactly if it warns of invalid bodies or rejects"
                        + " them, was REJECT without one");
        CatalogPolicy unchecked = CatalogPolicy.unknownTypes(CatalogAction.WARN);
        assertThatThrownBy(() -> unchecked.validating(event -> List.of(), CatalogAction.ACCEPT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a catalogue policy must have a validator exactly if it warns of invalid bodies or rejects"
                        + " them, was ACCEPT with one");
    }
}
