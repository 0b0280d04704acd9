package io.github.webhooks4j.openapi;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.internal.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiTest {
    private static final ApiInfo INFO = new ApiInfo("Acme Hub", "2026-11");
    private static final EventType PLACED = EventType.of("order.placed")
            .withTitle("An order was placed")
            .withDescription("Once for each order.\n\nSee *Orders*.")
            .withSchema("{\"type\":\"object\",\"properties\":{\"order\":{\"$ref\":\"#/$defs/id\"},\"$ref\":{\"type\":"
                    + "\"string\"}},\"required\":[\"order\"],\"additionalProperties\":false,\"$defs\":{\"id\":{\"type\":"
                    + "\"integer\",\"enum\":[1,2]}},\"examples\":[{\"$ref\":\"#/x\"}]}")
            .withExample("{\"order\":1}");
    private static final EventType PAID = EventType.of("order.paid").deprecatedFor("use order.settled");
    private static final EventType AUDIT = EventType.of("audit").asHidden();
    private static final EventCatalog CATALOG = EventCatalog.of(PLACED, PAID, AUDIT);

    @Test
    void writes_each_type_as_an_operation_of_the_section_webhooks() {
        String json = OpenApi.of(EventCatalog.of(PLACED), INFO).toJson();

        assertThat(json)
                .startsWith(
                        "{\"openapi\":\"3.1.1\",\"info\":{\"title\":\"Acme Hub\",\"version\":\"2026-11\"},\"webhooks\":"
                                + "{\"order.placed\":{\"post\":{\"operationId\":\"order.placed\",\"tags\":[\"order\"],\"summary\":"
                                + "\"An order was placed\",\"description\":\"Once for each order.\\n\\nSee *Orders*.\","
                                + "\"parameters\":[{\"$ref\":\"#/components/parameters/webhook-id\"},"
                                + "{\"$ref\":\"#/components/parameters/webhook-timestamp\"},"
                                + "{\"$ref\":\"#/components/parameters/webhook-signature\"},"
                                + "{\"$ref\":\"#/components/parameters/webhook-attempt\"},"
                                + "{\"$ref\":\"#/components/parameters/webhook-type\"},"
                                + "{\"$ref\":\"#/components/parameters/webhook-test\"}],"
                                + "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
                                + "{\"$ref\":\"#/components/schemas/order.placed\"},"
                                + "\"examples\":{\"example\":{\"value\":{\"order\":1}}}}}},"
                                + "\"responses\":{\"2XX\":{\"$ref\":\"#/components/responses/accepted\"},"
                                + "\"410\":{\"$ref\":\"#/components/responses/gone\"},"
                                + "\"429\":{\"$ref\":\"#/components/responses/slower\"},"
                                + "\"default\":{\"$ref\":\"#/components/responses/failed\"}},\"security\":[]}}},"
                                + "\"components\":{\"schemas\":{\"order.placed\":{\"type\":\"object\",");
    }

    @Test
    void writes_references_of_a_schema_as_those_of_the_document() {
        Map<?, ?> schema = at(OpenApi.of(CATALOG, INFO).toJson(), "components", "schemas", "order.placed");

        Map<?, ?> properties = (Map<?, ?>) requireNonNull(schema.get("properties"));
        assertThat(properties.get("order")).isEqualTo(Map.of("$ref", "#/components/schemas/order.placed/$defs/id"));
        assertThat(properties.get("$ref")).isEqualTo(Map.of("type", "string"));
        assertThat(schema.get("examples")).isEqualTo(List.of(Map.of("$ref", "#/x")));
    }

    @Test
    void leaves_the_references_of_a_schema_with_an_id_as_they_are() {
        EventType type = EventType.of("a")
                .withSchema(
                        "{\"$id\":\"https://acme.example/a\",\"items\":{\"$ref\":\"#/$defs/b\"},\"$defs\":{\"b\":{}}}");

        String json = OpenApi.of(EventCatalog.of(type), INFO).toJson();

        assertThat(at(json, "components", "schemas", "a", "items")).isEqualTo(Map.of("$ref", "#/$defs/b"));
        assertThat(read(json)).isEqualTo(EventCatalog.of(type));
    }

    @Test
    void leaves_out_hidden_types_unless_they_are_wanted() {
        assertThat(OpenApi.of(CATALOG, INFO).toJson()).doesNotContain("audit");
        assertThat(at(OpenApi.of(CATALOG, INFO).withHidden().toJson(), "webhooks", "audit", "post"))
                .containsEntry("x-internal", true);
    }

    @Test
    void writes_the_callback_as_a_callbacks_object() {
        String json = OpenApi.of(CATALOG, INFO).withCallbacks().toJson();

        assertThat(at(json, "webhooks", "order.paid", "post", "callbacks", "result")
                        .keySet())
                .hasToString("[{$request.body#/callback_url}]");
        Map<?, ?> properties = at(json, "components", "schemas", "order.placed", "properties");
        assertThat(properties.keySet()).hasToString("[callback_url, order, $ref]");
        assertThat(OpenApi.of(CATALOG, INFO).toJson()).doesNotContain("callback");
    }

    @Test
    void gives_back_the_catalogue_that_it_was_made_from() {
        OpenApi document = OpenApi.of(CATALOG, INFO).withHidden();

        assertThat(read(document.toJson())).isEqualTo(CATALOG);
        assertThat(read(document.withCallbacks().toJson())).isEqualTo(CATALOG);
    }

    @Test
    void writes_the_longest_catalogue_so_that_it_can_be_read_again() {
        String schema = "{\"$comment\":\"" + "a".repeat(250_000) + "\"}";
        EventCatalog longest = EventCatalog.of(IntStream.range(0, 16)
                .mapToObj(i -> EventType.of("type." + i).withSchema(schema))
                .toList());

        assertThat(read(OpenApi.of(longest, INFO).toJson())).isEqualTo(longest);
    }

    @Test
    void reads_components_that_a_schema_refers_to_as_its_definitions() {
        EventCatalog catalog = read("""
                {"openapi":"3.1.0","webhooks":{"pet.added":{"post":{"requestBody":{"content":{"application/json":
                {"schema":{"$ref":"#/components/schemas/Pet"}}}}}}},
                "components":{"schemas":{
                "Pet":{"type":"object","properties":{"owner":{"$ref":"#/components/schemas/Owner"},
                                                     "child":{"$ref":"#/components/schemas/Pet"}}},
                "Owner":{"properties":{"home":{"$ref":"#/components/schemas/Home/$defs/Street"}}},
                "Home":{"$defs":{"Street":{"type":"string"}}},
                "Other":{}}}}
                """);

        assertThat(schemaOf(catalog, "pet.added"))
                .isEqualTo("{'type':'object','properties':{'owner':{'$ref':'#/$defs/Owner'},'child':{'$ref':'#'}},"
                        + "'$defs':{'Owner':{'properties':{'home':{'$ref':'#/$defs/Home/$defs/Street'}}},"
                        + "'Home':{'$defs':{'Street':{'type':'string'}}}}}");
    }

    @Test
    void keeps_the_definitions_of_a_schema_apart_from_components_of_the_same_name() {
        EventCatalog catalog = read("""
                {"webhooks":{"a":{"post":{"requestBody":{"content":{"application/json":{"schema":
                {"$ref":"#/components/schemas/A"}}}}}}},
                "components":{"schemas":{"A":{"$defs":{"B":{"type":"string"}},
                "anyOf":[{"$ref":"#/components/schemas/B"},{"$ref":"#/components/schemas/A/$defs/B"}]},"B":{}}}}
                """);

        assertThat(schemaOf(catalog, "a"))
                .isEqualTo("{'$defs':{'B':{'type':'string'},'B_':{}},"
                        + "'anyOf':[{'$ref':'#/$defs/B_'},{'$ref':'#/$defs/B'}]}");
    }

    @Test
    void reads_the_section_x_webhooks_of_earlier_versions() {
        assertThat(
                        read(
                                "{\"openapi\":\"3.0.3\",\"x-webhooks\":{\"order.paid\":{\"post\":{\"summary\":\"Paid\\n again\"}}}}"))
                .isEqualTo(EventCatalog.of(EventType.of("order.paid").withTitle("Paid again")));
    }

    @Test
    void reads_a_deprecated_type_that_names_no_other_one() {
        assertThat(read("{\"webhooks\":{\"order.paid\":{\"post\":{\"deprecated\":true}}}}"))
                .isEqualTo(EventCatalog.of(EventType.of("order.paid").deprecatedFor("deprecated")));
    }

    @Test
    void reads_an_operation_that_stands_in_the_components() {
        assertThat(read("""
                {"webhooks":{"a":{"$ref":"#/components/pathItems/A"},"b":{"get":{}}},
                "components":{"pathItems":{"A":{"post":{"description":"d"}}}}}
                """)).isEqualTo(EventCatalog.of(EventType.of("a").withDescription("d")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    []  | an OpenAPI document must be a JSON object, was a list
                    {}  | an OpenAPI document must have an object webhooks or x-webhooks, was one without
                    {"webhooks":{}} | the webhooks of an OpenAPI document must be a catalogue, but an event catalogue must have 1 to 1000 types, was 0
                    {"webhooks":{"a b":{"post":{}}}} | webhook "a b" must be a type of events, but an event type must be 1 to 100 characters of [a-zA-Z0-9_.-], was "a b"
                    {"webhooks":{"a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}} | webhook "a" must have a schema that is in the document, was a reference to "#/components/schemas/A"
                    {"webhooks":{"a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"items":{"$ref":"https://other.example/s"}}}}}}}}} | the schema of webhook "a" must refer to #/components/schemas/ only, was "https://other.example/s"
                    {"webhooks":{"a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"items":{"$ref":"#/components/schemas/A"}}}}}}}}} | the schema of webhook "a" must refer to components of the document, was "A"
                    """)
    void refuses_a_document_that_is_no_catalogue(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidOpenApiException.class)
                .hasMessage(message);
    }

    @Test
    void refuses_a_title_or_version_that_is_blank_or_too_long() {
        assertThatThrownBy(() -> new ApiInfo(" ", "1"))
                .hasMessage("the title of an API must be 1 to 100 characters, not all blank, was 1 characters");
        assertThatThrownBy(() -> new ApiInfo("a", "1".repeat(101)))
                .hasMessage("the version of an API must be 1 to 100 characters, not all blank, was 101 characters");
        assertThatThrownBy(() -> new ApiInfo("a\nb", "1"))
                .hasMessage("the title of an API must hold no control characters, was one that does");
    }

    private static EventCatalog read(String json) {
        return OpenApi.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String schemaOf(EventCatalog catalog, String type) {
        String schema = catalog.find(type).orElseThrow().schema();
        return String.valueOf(schema).replace('"', '\'');
    }

    private static Map<String, @Nullable Object> at(String json, String... path) {
        Map<String, @Nullable Object> place =
                StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
        for (String key : path) {
            @SuppressWarnings("unchecked")
            var next = (Map<String, @Nullable Object>) place.get(key);
            place = requireNonNull(next, key);
        }
        return place;
    }
}
