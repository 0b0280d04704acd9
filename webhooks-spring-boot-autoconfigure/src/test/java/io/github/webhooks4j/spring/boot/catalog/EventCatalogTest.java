package io.github.webhooks4j.spring.boot.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.catalog.EventValidator;
import io.github.webhooks4j.catalog.InvalidEventException;
import io.github.webhooks4j.catalog.UnknownEventTypeException;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.openapi.OpenApi;
import io.github.webhooks4j.schema.SchemaValidator;
import io.github.webhooks4j.spring.WebhookPublisher;
import io.github.webhooks4j.spring.boot.WebhookEngineCustomizer;
import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.testkit.InMemoryStore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What an application publishes is checked against its bean of type EventCatalog, and documented by it. */
class EventCatalogTest {
    private static final EventCatalog CATALOG =
            EventCatalog.of(EventType.of("order.placed").withSchema("{\"type\":\"object\",\"required\":[\"order\"]}"));

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    WebhooksAutoConfiguration.class,
                    WebhooksCatalogAutoConfiguration.class,
                    WebhooksOpenApiAutoConfiguration.class))
            .withBean(InMemoryStore.class, InMemoryStore::new);
    private final WebApplicationContextRunner withCatalog = runner.withBean(EventCatalog.class, () -> CATALOG);

    @Test
    void gives_the_engine_the_catalogue_of_the_application() {
        withCatalog.run(context ->
                assertThat(context.getBean(WebhookEngine.class).catalog()).contains(CATALOG));
    }

    @Test
    void lets_a_customizer_set_another_catalogue() {
        EventCatalog other = EventCatalog.of(EventType.of("other"));
        withCatalog
                .withBean(
                        WebhookEngineCustomizer.class,
                        () -> builder -> builder.catalog(other, CatalogPolicy.unknownTypes(CatalogAction.ACCEPT)))
                .run(context -> assertThat(context.getBean(WebhookEngine.class).catalog())
                        .contains(other));
    }

    @Test
    void accepts_unknown_types_by_default() {
        withCatalog.run(context -> publish(context.getBean(WebhookPublisher.class), "order.lost", "order"));
    }

    @Test
    void rejects_unknown_types_if_a_property_says_so() {
        withCatalog
                .withPropertyValues("webhooks.event-catalog.unknown-types=reject")
                .run(context -> {
                    WebhookPublisher publisher = context.getBean(WebhookPublisher.class);

                    assertThatThrownBy(() -> publish(publisher, "order.lost", "order"))
                            .isInstanceOf(UnknownEventTypeException.class);
                });
    }

    @Test
    void rejects_a_body_that_breaks_its_schema() {
        withCatalog.run(context -> {
            WebhookPublisher publisher = context.getBean(WebhookPublisher.class);

            publish(publisher, "order.placed", "order");
            assertThatThrownBy(() -> publish(publisher, "order.placed", "article"))
                    .isInstanceOf(InvalidEventException.class);
        });
    }

    @Test
    void accepts_any_body_if_a_property_says_so() {
        withCatalog
                .withPropertyValues("webhooks.event-catalog.invalid-bodies=accept")
                .run(context -> publish(context.getBean(WebhookPublisher.class), "order.placed", "article"));
    }

    @Test
    void reads_no_schema_if_any_body_is_accepted() {
        runner.withBean(
                        EventCatalog.class,
                        () -> EventCatalog.of(EventType.of("order.placed").withSchema("{\"$ref\":\"other.json\"}")))
                .withPropertyValues("webhooks.event-catalog.invalid-bodies=accept")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void accepts_any_body_without_the_module_that_checks_it() {
        withCatalog
                .withClassLoader(new FilteredClassLoader(SchemaValidator.class))
                .run(context -> publish(context.getBean(WebhookPublisher.class), "order.placed", "article"));
    }

    @Test
    void checks_bodies_with_a_validator_of_the_application() {
        withCatalog.withBean(EventValidator.class, () -> event -> List.of()).run(context -> {
            assertThat(context).hasSingleBean(EventValidator.class);
            publish(context.getBean(WebhookPublisher.class), "order.placed", "article");
        });
    }

    @Test
    void explains_that_nothing_checks_bodies() {
        withCatalog
                .withClassLoader(new FilteredClassLoader(SchemaValidator.class))
                .withPropertyValues("webhooks.event-catalog.invalid-bodies=warn")
                .run(context -> assertWrong(
                        context.getStartupFailure(),
                        "webhooks.event-catalog.invalid-bodies is set, but nothing checks bodies.",
                        "Add the dependency io.github.webhooks4j:webhooks-schema, or define a bean of type "
                                + "EventValidator."));
    }

    @Test
    void explains_that_there_is_no_catalogue() {
        runner.withPropertyValues("webhooks.event-catalog.unknown-types=warn")
                .run(context -> assertWrong(
                        context.getStartupFailure(),
                        "Properties below webhooks.event-catalog are set, but there is no bean of type EventCatalog.",
                        "Define one with the types of events that the application publishes."));
    }

    @Test
    void explains_that_a_document_has_no_catalogue() {
        runner.withPropertyValues("webhooks.openapi.enabled=true")
                .run(context -> assertWrong(
                        context.getStartupFailure(),
                        "webhooks.openapi.enabled is true, but there is no bean of type EventCatalog.",
                        "Define one with the types of events that the application publishes."));
    }

    @Test
    void explains_a_schema_that_is_wrong() {
        runner.withBean(
                        EventCatalog.class,
                        () -> EventCatalog.of(EventType.of("order.placed").withSchema("{\"$ref\":\"other.json\"}")))
                .run(context -> assertWrong(
                        context.getStartupFailure(),
                        "The bean of type EventCatalog is wrong: the schema of event type order.placed must be a JSON "
                                + "Schema, but it must refer to itself only, was \"other.json\".",
                        "Correct the schema, or define a bean of type EventValidator that takes its place."));
    }

    @Test
    void mounts_the_document_where_a_property_says() {
        withCatalog
                .withPropertyValues("webhooks.openapi.enabled=true", "spring.application.name=hub")
                .run(context -> {
                    ServletRegistrationBean<?> mounted =
                            context.getBean("webhooksOpenApi", ServletRegistrationBean.class);
                    var response = new MockHttpServletResponse();

                    mounted.getServlet().service(new MockHttpServletRequest("GET", "/webhooks/openapi.json"), response);

                    assertThat(mounted.getUrlMappings()).hasToString("[/webhooks/openapi.json]");
                    assertThat(response.getContentType()).isEqualTo("application/json");
                    assertThat(response.getContentAsString())
                            .startsWith("{\"openapi\":\"3.1.1\",\"info\":{\"title\":\"hub\",\"version\":\"1\"}")
                            .doesNotContain("callback_url");
                    assertThat(OpenApi.read(response.getContentAsByteArray())).isEqualTo(CATALOG);
                });
    }

    @Test
    void documents_callbacks_if_the_application_takes_any() {
        withCatalog
                .withPropertyValues(
                        "webhooks.openapi.enabled=true",
                        "webhooks.callback-base=https://hub.example/webhooks/callbacks")
                .run(context -> {
                    var response = new MockHttpServletResponse();

                    context.getBean("webhooksOpenApi", ServletRegistrationBean.class)
                            .getServlet()
                            .service(new MockHttpServletRequest("GET", "/webhooks/openapi.json"), response);

                    assertThat(response.getContentAsString()).contains("callback_url");
                });
    }

    @Test
    void mounts_no_document_by_default() {
        withCatalog.run(context -> assertThat(context).doesNotHaveBean("webhooksOpenApi"));
    }

    private static void publish(WebhookPublisher publisher, String type, String field) {
        assertThat(publisher.publish(Event.builder(type)
                        .topic("shop")
                        .id(type + "-" + field)
                        .body(Map.of(field, 1))
                        .build()))
                .isNotNull();
    }

    private static void assertWrong(@Nullable Throwable failure, String message, String action) {
        assertThat(failure).rootCause().isInstanceOfSatisfying(WebhooksConfigurationException.class, wrong -> {
            assertThat(wrong).hasMessage(message);
            assertThat(wrong.action()).isEqualTo(action);
        });
    }
}
