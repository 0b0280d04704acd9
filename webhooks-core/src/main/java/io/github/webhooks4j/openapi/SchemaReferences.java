package io.github.webhooks4j.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the references of a JSON Schema. Only where a schema may stand is {@code $ref} a reference: not in examples, and not
 * as the name of a property. Without state.
 */
final class SchemaReferences {
    private static final String REFERENCE = "$ref";
    /** Their values are schemas by name. */
    private static final Set<String> NAMED =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    /** Their values are data. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "example", "examples");

    private SchemaReferences() {}

    /** Returns a schema whose references are what {@code rewrite} makes of them. */
    static Map<String, @Nullable Object> rewrite(Map<?, ?> schema, UnaryOperator<String> rewrite) {
        var rewritten = new LinkedHashMap<String, @Nullable Object>();
        schema.forEach((key, value) -> rewritten.put((String) key, value((String) key, value, rewrite)));
        return rewritten;
    }

    private static @Nullable Object value(String key, @Nullable Object value, UnaryOperator<String> rewrite) {
        if (key.equals(REFERENCE) && value instanceof String reference) {
            return rewrite.apply(reference);
        }
        if (DATA.contains(key)) {
            return value;
        }
        if (NAMED.contains(key) && value instanceof Map<?, ?> schemas) {
            var named = new LinkedHashMap<String, @Nullable Object>();
            schemas.forEach((name, schema) -> named.put((String) name, schema(schema, rewrite)));
            return named;
        }
        return schema(value, rewrite);
    }

    /** Rewrites a schema, or those of a list; returns anything else as it is. */
    private static @Nullable Object schema(@Nullable Object value, UnaryOperator<String> rewrite) {
        if (value instanceof Map<?, ?> schema) {
            return rewrite(schema, rewrite);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> schemas = new ArrayList<>();
            list.forEach(each -> schemas.add(schema(each, rewrite)));
            return schemas;
        }
        return value;
    }
}
