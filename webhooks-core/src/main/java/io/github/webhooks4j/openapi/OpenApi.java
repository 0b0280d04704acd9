package io.github.webhooks4j.openapi;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.internal.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event catalogue as an OpenAPI 3.1 document: each type is an operation of its section {@code webhooks}, with the schema and the
 * example of its body, the headers of deliveries and what responses mean. The same catalogue gives the same text. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * String json = OpenApi.of(catalog, new ApiInfo("Acme Hub", "2026-11")).withCallbacks().toJson();
 * }</pre>
 */
public final class OpenApi {
    private final EventCatalog catalog;
    private final ApiInfo info;
    private final boolean callbacks;
    private final boolean hidden;

    private OpenApi(EventCatalog catalog, ApiInfo info, boolean callbacks, boolean hidden) {
        this.catalog = requireNonNull(catalog, "catalog");
        this.info = requireNonNull(info, "info");
        this.callbacks = callbacks;
        this.hidden = hidden;
    }

    /** Returns the document of a catalogue, without hidden types and callbacks. */
    public static OpenApi of(EventCatalog catalog, ApiInfo info) {
        return new OpenApi(catalog, info, false, false);
    }

    /**
     * Returns the document of an engine that receives callbacks: bodies have a {@code callback_url}, and each type has a {@code
     * callbacks} object with what a receiver sends there.
     */
    public OpenApi withCallbacks() {
        return new OpenApi(catalog, info, true, hidden);
    }

    /** Returns the document with hidden types too, marked with {@code x-internal}. */
    public OpenApi withHidden() {
        return new OpenApi(catalog, info, callbacks, true);
    }

    /**
     * Returns the catalogue of a document: of its section {@code webhooks}, or {@code x-webhooks} if it has none. Schemas that
     * are referred to in {@code components} become {@code $defs} of each type. What the library adds to each operation, such as
     * headers and callbacks, is left out, so that a document of {@link #toJson()} is read as the catalogue that it was made from.
     *
     * @param json the document as JSON in UTF-8, at most 32 MiB
     * @throws InvalidOpenApiException if it is not such a document, or a type of it breaks a rule of catalogues
     */
    public static EventCatalog read(byte[] json) {
        return new OpenApiReader(OpenApiReader.parse(json)).catalog();
    }

    /** Returns the document as JSON without blanks. */
    public String toJson() {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("openapi", "3.1.1");
        document.put("info", OpenApiParts.object("title", info.title(), "version", info.version()));
        var webhooks = new LinkedHashMap<String, @Nullable Object>();
        var schemas = new LinkedHashMap<String, @Nullable Object>();
        for (EventType type : catalog.types()) {
            if (hidden || !type.hidden()) {
                webhooks.put(type.name(), Map.of("post", operation(type)));
                schemas.put(type.name(), schema(type));
            }
        }
        document.put("webhooks", webhooks);
        document.put("components", OpenApiParts.components(schemas, callbacks));
        return new String(StrictJson.write(document), StandardCharsets.UTF_8);
    }

    private Map<String, @Nullable Object> operation(EventType type) {
        var operation = new LinkedHashMap<String, @Nullable Object>();
        operation.put("operationId", type.name());
        int dot = type.name().indexOf('.');
        operation.put("tags", List.of(dot > 0 ? type.name().substring(0, dot) : type.name()));
        putIfSet(operation, "summary", type.title());
        putIfSet(operation, "description", type.description());
        if (type.deprecated() != null) {
            operation.put("deprecated", true);
            operation.put(OpenApiParts.INSTEAD, type.deprecated());
        }
        if (type.hidden()) {
            operation.put(OpenApiParts.HIDDEN, true);
        }
        operation.put("parameters", OpenApiParts.HEADERS);
        operation.put(
                "requestBody",
                OpenApiParts.object("required", true, "content", Map.of(OpenApiParts.JSON, content(type))));
        operation.put("responses", OpenApiParts.RESPONSES);
        if (callbacks) {
            operation.put("callbacks", OpenApiParts.CALLBACKS);
        }
        operation.put("security", List.of());
        return operation;
    }

    private static Map<String, @Nullable Object> content(EventType type) {
        var content = new LinkedHashMap<String, @Nullable Object>();
        content.put("schema", Map.of("$ref", OpenApiParts.SCHEMAS + type.name()));
        if (type.example() != null) {
            content.put("examples", Map.of("example", Map.of("value", json(type.example()))));
        }
        return content;
    }

    /** Returns the schema of a delivered body, whose references are those of the document. */
    private Map<String, @Nullable Object> schema(EventType type) {
        Map<String, @Nullable Object> own = type.schema() == null ? OpenApiParts.ANY_OBJECT : json(type.schema());
        String here = OpenApiParts.SCHEMAS + type.name();
        // With an $id a schema has its own references.
        Map<String, @Nullable Object> schema = own.containsKey("$id")
                ? new LinkedHashMap<>(own)
                : SchemaReferences.rewrite(
                        own, ref -> ref.equals("#") || ref.startsWith("#/") ? here + ref.substring(1) : ref);
        if (callbacks) {
            var properties = new LinkedHashMap<String, @Nullable Object>();
            properties.put(OpenApiParts.CALLBACK_URL, OpenApiParts.CALLBACK_URL_SCHEMA);
            if (schema.get("properties") instanceof Map<?, ?> others) {
                others.forEach((name, property) -> properties.put((String) name, property));
            }
            schema.put("properties", properties);
        }
        return schema;
    }

    private static Map<String, @Nullable Object> json(String object) {
        return StrictJson.parseObject(object.getBytes(StandardCharsets.UTF_8), EventType.MAX_SCHEMA);
    }

    private static void putIfSet(Map<String, @Nullable Object> object, String key, @Nullable Object value) {
        if (value != null) {
            object.put(key, value);
        }
    }
}
