package io.github.webhooks4j.schema;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.resource.SchemaLoader;
import io.github.webhooks4j.Violation;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.catalog.EventValidator;
import io.github.webhooks4j.catalog.SchemaViolation;
import io.github.webhooks4j.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the bodies of events against the schemas of a catalogue, JSON Schema 2020-12 unless {@code $schema} names another draft:
 *
 * <pre>{@code
 * CatalogPolicy.unknownTypes(CatalogAction.REJECT).validating(SchemaValidator.of(catalog), CatalogAction.REJECT)
 * }</pre>
 *
 * <p>A number of over 1,000 digits, written out, such as 1e9999, breaks every schema; at most 100 violations are returned.
 * Schemas are compiled once. Nothing is loaded: a schema refers to itself only. Regular expressions of schemas are those of
 * the JDK, and run on bodies: schemas are code of the application, and not to be taken from users. Thread-safe.
 */
public final class SchemaValidator implements EventValidator {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int MAX_DIGITS = 1_000;
    private static final int MAX_VIOLATIONS = 100;

    private final Map<String, Schema> schemas = new HashMap<>();

    private SchemaValidator(EventCatalog catalog) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaLoader(new SchemaLoader(List.of(), List.of(iri -> {
                    throw elsewhere(iri.toString());
                }))));
        for (EventType type : catalog.types()) {
            String schema = type.schema();
            if (schema != null) {
                schemas.put(type.name(), compile(registry, type.name(), schema));
            }
        }
    }

    /**
     * Compiles the schemas of a catalogue.
     *
     * @throws IllegalArgumentException if one is no schema, or refers to another document; the message names the type
     */
    public static SchemaValidator of(EventCatalog catalog) {
        return new SchemaValidator(catalog);
    }

    private static Schema compile(SchemaRegistry registry, String type, String text) {
        try {
            JsonNode node = JSON.readTree(text);
            // The only reference that is not resolved before a body is validated.
            for (String reference : node.findValuesAsText("$dynamicRef")) {
                if (!reference.startsWith("#")) {
                    throw elsewhere(reference);
                }
            }
            Schema schema = registry.getSchema(node);
            schema.initializeValidators();
            return schema;
        } catch (SchemaException e) {
            throw new IllegalArgumentException(
                    "the schema of event type " + type + " must be a JSON Schema, but " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SchemaException elsewhere(String reference) {
        return new SchemaException("it must refer to itself only, was " + Violation.quote(reference));
    }

    @Override
    public List<SchemaViolation> validate(Event event) {
        Schema schema = schemas.get(event.type());
        if (schema == null) {
            return List.of();
        }
        JsonNode body = body(event);
        String huge = hugeNumber(body, "");
        if (huge != null) {
            return List.of(new SchemaViolation(huge, "#"));
        }
        return schema.validate(body).stream()
                .limit(MAX_VIOLATIONS)
                .map(error -> new SchemaViolation(
                        error.getInstanceLocation().toString(),
                        error.getSchemaLocation().toString()))
                .toList();
    }

    /** Returns the place of a number whose digits, written out, are too many to divide by; null if there is none. */
    private static @Nullable String hugeNumber(JsonNode node, String place) {
        if (node.isBigDecimal()) {
            BigDecimal number = node.decimalValue();
            return Math.abs((long) number.precision() - number.scale()) > MAX_DIGITS ? place : null;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String found = hugeNumber(field.getValue(), place + "/" + field.getKey());
            if (found != null) {
                return found;
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            String found = hugeNumber(node.get(i), place + "/" + i);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static JsonNode body(Event event) {
        try {
            return JSON.readTree(event.body().toJson());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
