package io.github.webhooks4j.openapi;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.internal.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the webhooks of one document. Confined to one thread. */
final class OpenApiReader {
    private static final int MAX_BYTES = 32 << 20;
    private static final String PATH_ITEMS = "#/components/pathItems/";
    private static final String UNEXPLAINED = "deprecated";

    private final Map<String, @Nullable Object> document;

    OpenApiReader(Map<String, @Nullable Object> document) {
        this.document = document;
    }

    static Map<String, @Nullable Object> parse(byte[] json) {
        try {
            return StrictJson.parseObject(json, MAX_BYTES);
        } catch (MalformedJsonException e) {
            throw new InvalidOpenApiException(e.violation("an OpenAPI document").toString());
        }
    }

    EventCatalog catalog() {
        Map<?, ?> webhooks = object(document.get("webhooks"))
                .or(() -> object(document.get("x-webhooks")))
                .orElseThrow(() -> new InvalidOpenApiException(
                        "an OpenAPI document must have an object webhooks or x-webhooks, was one without"));
        var types = new ArrayList<EventType>();
        webhooks.forEach((name, item) ->
                operation(item).ifPresent(operation -> types.add(type((String) name, operation))));
        try {
            return EventCatalog.of(types);
        } catch (IllegalArgumentException e) {
            throw new InvalidOpenApiException(
                    "the webhooks of an OpenAPI document must be a catalogue, but " + e.getMessage());
        }
    }

    /** Returns the POST of a path item; empty if it has none. */
    private Optional<Map<?, ?>> operation(@Nullable Object item) {
        Optional<Map<?, ?>> found = object(item);
        Object reference = found.map(each -> (Object) each.get("$ref")).orElse(null);
        if (reference instanceof String path && path.startsWith(PATH_ITEMS)) {
            found = component("pathItems", path.substring(PATH_ITEMS.length()));
        }
        return found.flatMap(each -> object(each.get("post")));
    }

    private EventType type(String name, Map<?, ?> operation) {
        Optional<Map<?, ?>> content = object(operation.get("requestBody"))
                .flatMap(body -> object(body.get("content")))
                .flatMap(types -> object(types.get(OpenApiParts.JSON)));
        boolean callbacks = operation.get("callbacks") instanceof Map;
        try {
            return new EventType(
                    name,
                    line(operation.get("summary"), EventType.MAX_TITLE),
                    text(operation.get("description")),
                    content.flatMap(found -> object(found.get("schema")))
                            .flatMap(schema -> schema(name, schema, callbacks))
                            .orElse(null),
                    content.flatMap(OpenApiReader::example).orElse(null),
                    Boolean.TRUE.equals(operation.get("deprecated"))
                            ? Optional.ofNullable(line(operation.get(OpenApiParts.INSTEAD), EventType.MAX_DEPRECATED))
                                    .orElse(UNEXPLAINED)
                            : null,
                    Boolean.TRUE.equals(operation.get(OpenApiParts.HIDDEN)));
        } catch (IllegalArgumentException e) {
            throw new InvalidOpenApiException(
                    "webhook " + Violation.quote(name) + " must be a type of events, but " + e.getMessage());
        }
    }

    /** Returns the schema of a published body; empty for any object. */
    private Optional<String> schema(String webhook, Map<?, ?> found, boolean callbacks) {
        String self = null;
        Map<?, ?> root = found;
        if (found.size() == 1
                && found.get("$ref") instanceof String reference
                && reference.startsWith(OpenApiParts.SCHEMAS)) {
            self = reference.substring(OpenApiParts.SCHEMAS.length());
            root = component("schemas", self)
                    .orElseThrow(() -> new InvalidOpenApiException("webhook " + Violation.quote(webhook)
                            + " must have a schema that is in the document, was a reference to "
                            + Violation.quote(reference)));
        }
        Map<String, @Nullable Object> schema = root.containsKey("$id")
                ? copy(root)
                : new SchemaBundle(webhook, self, name -> component("schemas", name)).of(root);
        if (callbacks) {
            withoutCallbackUrl(schema);
        }
        return schema.equals(OpenApiParts.ANY_OBJECT)
                ? Optional.empty()
                : Optional.of(new String(StrictJson.write(schema), StandardCharsets.UTF_8));
    }

    private static void withoutCallbackUrl(Map<String, @Nullable Object> schema) {
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            var others = copy(properties);
            others.remove(OpenApiParts.CALLBACK_URL);
            if (others.isEmpty()) {
                schema.remove("properties");
            } else {
                schema.put("properties", others);
            }
        }
        if (schema.get("required") instanceof List<?> required && required.contains(OpenApiParts.CALLBACK_URL)) {
            schema.put(
                    "required",
                    required.stream()
                            .filter(name -> !OpenApiParts.CALLBACK_URL.equals(name))
                            .toList());
        }
    }

    /** Returns the first example that is an object, without what the sender sets. */
    private static Optional<String> example(Map<?, ?> content) {
        return object(content.get("example"))
                .or(() -> object(content.get("examples"))
                        .flatMap(examples -> examples.values().stream()
                                .flatMap(example -> object(example).stream())
                                .flatMap(example -> object(example.get("value")).stream())
                                .findFirst()))
                .map(example -> {
                    var body = copy(example);
                    body.remove(OpenApiParts.CALLBACK_URL);
                    return new String(StrictJson.write(body), StandardCharsets.UTF_8);
                });
    }

    private Optional<Map<?, ?>> component(String section, String name) {
        return object(document.get("components"))
                .flatMap(components -> object(components.get(section)))
                .flatMap(all -> object(all.get(name)));
    }

    private static Map<String, @Nullable Object> copy(Map<?, ?> object) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        object.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }

    /** Returns text on one line, cut; null for none. */
    private static @Nullable String line(@Nullable Object value, int most) {
        String text = text(value);
        if (text == null) {
            return null;
        }
        String line = text.replaceAll("\\s+", " ").strip();
        if (line.isEmpty()) {
            return null;
        }
        int end = Math.min(line.length(), most);
        boolean inPair = end < line.length() && Character.isHighSurrogate(line.charAt(end - 1));
        return line.substring(0, inPair ? end - 1 : end);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() ? text : null;
    }

    private static Optional<Map<?, ?>> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
    }
}
