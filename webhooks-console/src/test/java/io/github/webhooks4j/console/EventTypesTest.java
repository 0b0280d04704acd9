package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page of event types, and the choice of them in the form of a webhook. */
class EventTypesTest {
    private static final String HOSTILE = "<script>alert(1)</script>";
    private static final EventCatalog CATALOG = EventCatalog.of(
            EventType.of("order.placed")
                    .withTitle("An order was placed")
                    .withDescription(HOSTILE)
                    .withExample("{\"order\":1}")
                    .withSchema("{\"type\":\"object\"}"),
            EventType.of("order.paid").deprecatedFor("use order.settled"),
            EventType.of("audit").asHidden());

    private @Nullable ConsoleFixture opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void shows_what_the_catalogue_says_of_each_type() {
        String page = open(CATALOG).page("/types");

        assertThat(page)
                .contains(
                        "<h2 id=\"type-0\"><code>order.placed</code></h2>",
                        "An order was placed",
                        "&lt;script&gt;alert(1)&lt;/script&gt;",
                        "{\"order\":1}",
                        "Deprecated: <bdi>use order.settled</bdi>",
                        "Hidden from customers.")
                .doesNotContain(HOSTILE);
    }

    @Test
    void calls_no_store() {
        ConsoleFixture fixture = open(CATALOG);
        fixture.storeCalls = 0;

        fixture.page("/types");

        assertThat(fixture.storeCalls).isZero();
    }

    @Test
    void hides_hidden_types_from_customers() {
        ConsoleFixture fixture = open(CATALOG);
        fixture.admit(Scope.of("acme/app"), Action.ALL);

        assertThat(fixture.page("/types")).contains("order.placed").doesNotContain("audit");
        assertThat(fixture.page("/webhooks/new"))
                .contains("value=\"order.placed\"")
                .doesNotContain("audit");
    }

    @Test
    void has_no_such_page_without_a_catalogue() {
        opened = new ConsoleFixture();

        assertThat(opened.get("/types").status()).isEqualTo(404);
        assertThat(opened.page("/webhooks")).doesNotContain("/types");
        assertThat(opened.page("/webhooks/new")).doesNotContain("name=\"type\"");
    }

    @Test
    void offers_types_that_are_not_deprecated_as_choices() {
        String page = open(CATALOG).page("/webhooks/new");

        assertThat(page)
                .contains("name=\"type\" value=\"order.placed\"", "An order was placed")
                .doesNotContain("value=\"order.paid\"");
    }

    @Test
    void creates_a_webhook_for_the_types_that_were_chosen_and_entered() {
        ConsoleFixture fixture = open(CATALOG);

        fixture.post(
                "/webhooks",
                "name",
                "CI",
                "topic",
                "acme/app",
                "destination",
                CI,
                "type",
                "order.placed",
                "type",
                "audit",
                "types",
                "invoice.*, audit");

        assertThat(fixture.engine.webhooks().list().get(0).settings().filter().types())
                .extracting(TypePattern::pattern)
                .containsExactly("order.placed", "audit", "invoice.*");
    }

    @Test
    void shows_the_present_types_as_choices_and_the_others_as_text() {
        ConsoleFixture fixture = open(CATALOG);
        Webhook webhook = fixture.engine
                .webhooks()
                .create(WebhookDraft.builder("CI", "acme/app", List.of(CI))
                        .types(List.of("order.paid", "invoice.*"))
                        .build());

        assertThat(fixture.page("/webhooks/" + webhook.id() + "/edit"))
                .contains(
                        "name=\"type\" value=\"order.paid\" checked",
                        "name=\"type\" value=\"order.placed\">",
                        "name=\"types\" value=\"invoice.*\"");
    }

    @Test
    void offers_no_boxes_for_a_long_catalogue() {
        ConsoleFixture fixture = open(EventCatalog.of(
                IntStream.range(0, 61).mapToObj(i -> EventType.of("type." + i)).toList()));

        assertThat(fixture.page("/webhooks/new")).doesNotContain("name=\"type\"");
        assertThat(fixture.page("/types")).contains("type.60");
    }

    private ConsoleFixture open(EventCatalog catalog) {
        opened = new ConsoleFixture(
                engine -> engine.catalog(catalog, CatalogPolicy.unknownTypes(CatalogAction.WARN)), builder -> builder);
        return opened;
    }
}
