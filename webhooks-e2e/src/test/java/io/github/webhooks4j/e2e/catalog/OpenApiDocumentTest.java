package io.github.webhooks4j.e2e.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.openapi.ApiInfo;
import io.github.webhooks4j.openapi.OpenApi;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The document of a catalogue, as a parser of others reads it. */
class OpenApiDocumentTest {
    private static final EventCatalog CATALOG = EventCatalog.of(
            EventType.of("order.placed")
                    .withTitle("An order was placed")
                    .withSchema("{\"type\":\"object\",\"properties\":{\"order\":{\"$ref\":\"#/$defs/id\"}},"
                            + "\"required\":[\"order\"],\"$defs\":{\"id\":{\"type\":\"integer\"}}}")
                    .withExample("{\"order\":1}"),
            EventType.of("order.paid").deprecatedFor("use order.settled"),
            EventType.of("audit").asHidden());
    private static final OpenApi DOCUMENT = OpenApi.of(CATALOG, new ApiInfo("Acme Hub", "2026-11"))
            .withCallbacks()
            .withHidden();

    @Test
    void is_read_without_a_message() {
        SwaggerParseResult result = read();

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getWebhooks().keySet()).containsExactly("order.placed", "order.paid", "audit");
    }

    @Test
    void has_headers_responses_and_callback_of_each_type() {
        OpenAPI document = read().getOpenAPI();

        Operation placed = document.getWebhooks().get("order.placed").getPost();
        assertThat(placed.getSummary()).isEqualTo("An order was placed");
        assertThat(placed.getParameters()).hasSize(6);
        assertThat(placed.getResponses().keySet()).containsExactly("2XX", "410", "429", "default");
        assertThat(placed.getCallbacks()
                        .get("result")
                        .get("{$request.body#/callback_url}")
                        .getPost())
                .isNotNull();
        assertThat(document.getWebhooks().get("order.paid").getPost().getDeprecated())
                .isTrue();
        Map<?, ?> properties =
                document.getComponents().getSchemas().get("order.placed").getProperties();
        assertThat(properties.keySet()).isEqualTo(Set.of("callback_url", "order"));
    }

    private static SwaggerParseResult read() {
        var options = new ParseOptions();
        options.setResolve(true);
        return new OpenAPIV3Parser().readContents(DOCUMENT.toJson(), null, options);
    }
}
