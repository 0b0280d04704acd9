package io.github.webhooks4j.e2e.catalog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.catalog.InvalidEventException;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.schema.SchemaValidator;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An engine that checks bodies against the schemas of its catalogue. */
class CheckedBodiesTest {
    private static final EventCatalog CATALOG = EventCatalog.of(EventType.of("order.paid")
            .withSchema("{\"properties\":{\"order\":{\"type\":\"integer\"}},\"required\":[\"order\"]}"));

    @Test
    void rejects_a_body_that_breaks_the_schema_and_shows_no_value_of_it() {
        var policy = CatalogPolicy.unknownTypes(CatalogAction.REJECT)
                .validating(SchemaValidator.of(CATALOG), CatalogAction.REJECT);
        try (WebhookEngine engine = WebhookEngine.builder(new InMemoryStore(), new ScriptedTransport())
                .catalog(CATALOG, policy)
                .start()) {
            engine.publish(event(1));

            assertThatThrownBy(() -> engine.publish(event("s3cret")))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessage("event order-s3cret must keep the schema of type order.paid, but \"/order\" breaks"
                            + " \"#/properties/order/type\"");
        }
    }

    private static Event event(Object order) {
        return Event.builder("order.paid")
                .topic("shop/orders")
                .id("order-" + order)
                .body(Map.of("order", order))
                .build();
    }
}
