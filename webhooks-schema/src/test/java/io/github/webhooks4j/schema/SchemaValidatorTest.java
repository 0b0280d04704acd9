package io.github.webhooks4j.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.catalog.SchemaViolation;
import io.github.webhooks4j.event.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaValidatorTest {
    private static final EventCatalog CATALOG = EventCatalog.of(
            EventType.of("order.paid")
                    .withSchema("{\"type\":\"object\",\"properties\":{\"order\":{\"$ref\":\"#/$defs/id\"},\"amount\":"
                            + "{\"type\":\"number\",\"multipleOf\":0.01},\"items\":{\"items\":{\"pattern\":\"^[a-z]+$\"}},"
                            + "\"part\":{\"$ref\":\"#\"}},\"required\":[\"order\"],\"additionalProperties\":false,"
                            + "\"$defs\":{\"id\":{\"type\":\"integer\"}}}"),
            EventType.of("order.lost"));

    private final SchemaValidator validator = SchemaValidator.of(CATALOG);

    @Test
    void finds_nothing_in_a_body_that_keeps_its_schema() {
        assertThat(validator.validate(event("{\"order\":1,\"amount\":0.07,\"items\":[\"a\"],\"part\":{\"order\":2}}")))
                .isEmpty();
    }

    @Test
    void names_each_place_and_the_keyword_that_it_breaks_and_no_value() {
        assertThat(validator.validate(event(
                        "{\"order\":\"s3cret\",\"amount\":0.071,\"items\":[\"a\",\"S3CRET\"],\"part\":{},\"more\":1}")))
                .containsExactlyInAnyOrder(
                        new SchemaViolation("/order", "#/$defs/id/type"),
                        new SchemaViolation("/amount", "#/properties/amount/multipleOf"),
                        new SchemaViolation("/items/1", "#/properties/items/items/pattern"),
                        new SchemaViolation("/part", "#/required"),
                        new SchemaViolation("", "#/additionalProperties"));
    }

    @Test
    void refuses_a_number_that_would_take_minutes_to_divide() {
        assertThat(validator.validate(event("{\"order\":1,\"items\":[{\"x\":1e1000000}]}")))
                .containsExactly(new SchemaViolation("/items/0/x", "#"));
        assertThat(validator.validate(event("{\"order\":1,\"amount\":1e-999999999}")))
                .containsExactly(new SchemaViolation("/amount", "#"));
    }

    @Test
    void names_no_more_than_a_hundred_violations() {
        String items = String.join(",", Collections.nCopies(150, "\"A\""));

        assertThat(validator.validate(event("{\"order\":1,\"items\":[" + items + "]}")))
                .hasSize(100);
    }

    @Test
    void finds_nothing_in_events_of_types_without_a_schema() {
        assertThat(validator.validate(event("order.lost", "{\"order\":\"x\"}"))).isEmpty();
        assertThat(validator.validate(event("unknown", "{\"order\":\"x\"}"))).isEmpty();
    }

    @Test
    void keeps_to_the_draft_that_a_schema_names() {
        EventType type = EventType.of("a")
                .withSchema("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"definitions\":{\"n\":"
                        + "{\"type\":\"number\"}},\"properties\":{\"n\":{\"$ref\":\"#/definitions/n\"}}}");

        assertThat(SchemaValidator.of(EventCatalog.of(type)).validate(event("a", "{\"n\":\"x\"}")))
                .containsExactly(new SchemaViolation("/n", "#/definitions/n/type"));
    }

    /** A socket that waits shows whether anything connects. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'properties':{'a':{'$ref':'http://HOST/s.json'}}} | it must refer to itself only, was "http://HOST/s.json"
                    {'$schema':'http://HOST/dialect','type':'object'} | Failed to load dialect 'http://HOST/dialect'
                    {'$id':'http://HOST/','items':{'$ref':'b.json#/x'}} | it must refer to itself only, was "http://HOST/b.json"
                    {'items':{'$dynamicRef':'http://HOST/s.json#x'}} | it must refer to itself only, was "http://HOST/s.json#x"
                    """)
    void refuses_a_schema_that_refers_to_another_document_and_loads_nothing(String schema, String reason)
            throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String host = "127.0.0.1:" + server.getLocalPort();
            EventType type =
                    EventType.of("a").withSchema(schema.replace('\'', '"').replace("HOST", host));

            assertThatThrownBy(() -> SchemaValidator.of(EventCatalog.of(type)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the schema of event type a must be a JSON Schema, but " + reason.replace("HOST", host));

            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void refuses_a_schema_that_refers_to_nothing() {
        EventType type = EventType.of("a").withSchema("{\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}}}");

        assertThatThrownBy(() -> SchemaValidator.of(EventCatalog.of(type)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the schema of event type a must be a JSON Schema, but Reference /$defs/b cannot be resolved");
    }

    private static Event event(String body) {
        return event("order.paid", body);
    }

    private static Event event(String type, String body) {
        return Event.builder(type).topic("shop/orders").id("e-1").body(body).build();
    }
}
