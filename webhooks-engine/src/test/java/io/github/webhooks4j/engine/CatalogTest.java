package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.catalog.InvalidEventException;
import io.github.webhooks4j.catalog.SchemaViolation;
import io.github.webhooks4j.catalog.UnknownEventTypeException;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an engine with a catalogue does with events and webhooks of types that it does not name. */
class CatalogTest {
    private static final EventCatalog CATALOG =
            EventCatalog.of(EventType.of("order.placed"), EventType.of("order.paid"));

    private @Nullable EngineFixture opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void rejects_an_event_whose_type_the_catalogue_does_not_name() {
        EngineFixture hub = open(CatalogPolicy.unknownTypes(CatalogAction.REJECT));

        assertThatThrownBy(() -> hub.engine.publish(event("order.plcaed")))
                .isInstanceOfSatisfying(UnknownEventTypeException.class, e -> {
                    assertThat(e.event()).isEqualTo(new EventId("event-of-order.plcaed"));
                    assertThat(e.type()).isEqualTo("order.plcaed");
                    assertThat(e.closest()).contains("order.placed");
                })
                .hasMessage("event event-of-order.plcaed must have a type that the catalogue names, was order.plcaed;"
                        + " the closest is order.placed");
        assertThatThrownBy(() -> hub.engine.publish(event("invoice")))
                .hasMessage("event event-of-invoice must have a type that the catalogue names, was invoice;"
                        + " add it to the catalogue");
    }

    @Test
    void accepts_no_event_of_a_call_of_which_it_rejects_one() {
        EngineFixture hub = open(CatalogPolicy.unknownTypes(CatalogAction.REJECT));

        assertThatThrownBy(() -> hub.engine.publish(List.of(event("order.paid"), event("invoice"))))
                .isInstanceOf(UnknownEventTypeException.class);

        assertThat(hub.engine.history().event(new EventId("event-of-order.paid")))
                .isEmpty();
    }

    @Test
    void accepts_an_unknown_type_that_it_only_warns_of() {
        EngineFixture hub = open(CatalogPolicy.unknownTypes(CatalogAction.WARN));

        hub.engine.publish(event("invoice"));

        assertThat(hub.engine.history().event(new EventId("event-of-invoice"))).isPresent();
    }

    @Test
    void does_not_check_tests() {
        EngineFixture hub = open(CatalogPolicy.unknownTypes(CatalogAction.REJECT));
        Webhook webhook = hub.create(CI);

        hub.engine.webhooks().sendTest(webhook.id());
        hub.engine.publish(event("ping").asTest(TestScope.FIRST_STEP));

        assertThat(hub.request(CI, 1).header("webhook-type")).contains("test");
        assertThat(hub.engine.history().event(new EventId("event-of-ping"))).isPresent();
    }

    @Test
    void rejects_an_event_whose_body_breaks_the_schema_of_its_type() {
        EngineFixture hub = open(CatalogPolicy.unknownTypes(CatalogAction.ACCEPT)
                .validating(
                        event -> event.type().equals("order.paid")
                                ? List.of(new SchemaViolation("/amount", "#/properties/amount/type"))
                                : List.of(),
                        CatalogAction.REJECT));

        hub.engine.publish(event("order.placed"));
        assertThatThrownBy(() -> hub.engine.publish(event("order.paid")))
                .isInstanceOfSatisfying(InvalidEventException.class, e -> {
                    assertThat(e.event()).isEqualTo(new EventId("event-of-order.paid"));
                    assertThat(e.type()).isEqualTo("order.paid");
                    assertThat(e.violations())
                            .containsExactly(new SchemaViolation("/amount", "#/properties/amount/type"));
                })
                .hasMessage("event event-of-order.paid must keep the schema of type order.paid, but \"/amount\" breaks"
                        + " \"#/properties/amount/type\"");
    }

    @Test
    void names_at_most_ten_places_in_the_message() {
        var violations = Collections.nCopies(12, new SchemaViolation("", "#/required"));

        assertThat(new InvalidEventException(new EventId("e"), "order.paid", violations).getMessage())
                .startsWith("event e must keep the schema of type order.paid, but \"\" breaks \"#/required\"; ")
                .endsWith("; and 2 more");
    }

    @Test
    void refuses_a_webhook_for_types_that_the_catalogue_does_not_name() {
        EngineFixture hub = open(CatalogPolicy.unknownTypes(CatalogAction.REJECT));

        assertThatThrownBy(() -> hub.engine.webhooks().create(draft("order.*", "invoice.*", "order.payed")))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: types[1] must match a type of the event catalogue, was \"invoice.*\";"
                        + " types[2] must match a type of the event catalogue, was \"order.payed\"");
    }

    @Test
    void takes_a_webhook_for_any_types_where_unknown_types_are_accepted() {
        EngineFixture hub = open(CatalogPolicy.unknownTypes(CatalogAction.WARN));

        assertThat(hub.engine
                        .webhooks()
                        .create(draft("invoice.*"))
                        .settings()
                        .filter()
                        .types())
                .hasSize(1);
    }

    @Test
    void lets_a_webhook_keep_a_type_that_has_left_the_catalogue() {
        EngineFixture hub = open(CatalogPolicy.unknownTypes(CatalogAction.WARN));
        Webhook webhook = hub.engine.webhooks().create(draft("invoice"));
        WebhookEngine stricter =
                hub.start(options -> options.catalog(CATALOG, CatalogPolicy.unknownTypes(CatalogAction.REJECT)));

        Webhook renamed = stricter.webhooks().update(webhook.id(), draft -> draft.name("renamed"));

        assertThat(renamed.settings().name()).isEqualTo("renamed");
        assertThatThrownBy(() ->
                        stricter.webhooks().update(webhook.id(), draft -> draft.types(List.of("invoice", "receipt"))))
                .hasMessage("invalid webhook: types[1] must match a type of the event catalogue, was \"receipt\"");
        stricter.close();
    }

    @Test
    void returns_its_catalogue() {
        assertThat(open(CatalogPolicy.unknownTypes(CatalogAction.WARN)).engine.catalog())
                .contains(CATALOG);
    }

    private EngineFixture open(CatalogPolicy policy) {
        opened = new EngineFixture(options -> options.catalog(CATALOG, policy));
        return opened;
    }

    private static WebhookDraft draft(String... types) {
        return WebhookDraft.builder("orders", "shop/*", List.of(CI))
                .types(List.of(types))
                .build();
    }

    private static Event event(String type) {
        return Event.builder(type)
                .topic("shop/orders")
                .id("event-of-" + type)
                .body(Map.of("order", 1))
                .build();
    }
}
