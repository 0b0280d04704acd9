package io.github.webhooks4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogDifferenceTest {
    private static final EventCatalog EARLIER =
            EventCatalog.of(EventType.of("a"), EventType.of("b"), EventType.of("c"));

    @Test
    void names_what_was_added_changed_and_left_out() {
        EventCatalog later =
                EventCatalog.of(EventType.of("d"), EventType.of("b").withTitle("B"), EventType.of("a"));

        assertThat(CatalogDifference.between(EARLIER, later))
                .isEqualTo(new CatalogDifference(List.of("d"), List.of("b"), List.of("c")));
    }

    @Test
    void is_empty_if_only_the_order_differs() {
        EventCatalog later = EventCatalog.of(EventType.of("c"), EventType.of("b"), EventType.of("a"));

        assertThat(CatalogDifference.between(EARLIER, later).isEmpty()).isTrue();
    }
}
