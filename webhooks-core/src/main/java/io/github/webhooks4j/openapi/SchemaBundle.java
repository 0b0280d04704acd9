package io.github.webhooks4j.openapi;

import io.github.webhooks4j.Violation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a schema of a document stand alone: the components that it refers to, and those that they refer to, become its {@code
 * $defs}. Used once, by one thread.
 */
final class SchemaBundle {
    private static final String DEFINITIONS = "$defs";
    /** Longer chains of references are no catalogue's. */
    private static final int MAX_COMPONENTS = 1_000;

    private final String webhook;
    private final @Nullable String self;
    private final Function<String, Optional<Map<?, ?>>> component;
    /** The name in {@code $defs} of each component. */
    private final Map<String, String> names = new LinkedHashMap<>();

    private final Deque<String> open = new ArrayDeque<>();
    private Map<?, ?> present = Map.of();

    /**
     * Creates a bundle.
     *
     * @param self the component that is the schema; null if it is none
     * @param component finds a component
     */
    SchemaBundle(String webhook, @Nullable String self, Function<String, Optional<Map<?, ?>>> component) {
        this.webhook = webhook;
        this.self = self;
        this.component = component;
    }

    Map<String, @Nullable Object> of(Map<?, ?> root) {
        present = root.get(DEFINITIONS) instanceof Map<?, ?> definitions ? definitions : Map.of();
        Map<String, @Nullable Object> schema = SchemaReferences.rewrite(root, this::reference);
        var added = new LinkedHashMap<String, @Nullable Object>();
        while (!open.isEmpty()) {
            String name = open.remove();
            Map<?, ?> found =
                    component.apply(name).orElseThrow(() -> refused("must refer to components of the document", name));
            added.put(name(name), SchemaReferences.rewrite(found, this::reference));
        }
        if (!added.isEmpty()) {
            var definitions = new LinkedHashMap<String, @Nullable Object>();
            if (schema.get(DEFINITIONS) instanceof Map<?, ?> own) {
                own.forEach((name, definition) -> definitions.put((String) name, definition));
            }
            definitions.putAll(added);
            schema.put(DEFINITIONS, definitions);
        }
        return schema;
    }

    private String reference(String reference) {
        if (!reference.startsWith(OpenApiParts.SCHEMAS)) {
            throw refused("must refer to " + OpenApiParts.SCHEMAS + " only", reference);
        }
        String path = reference.substring(OpenApiParts.SCHEMAS.length());
        int slash = path.indexOf('/');
        String name = slash < 0 ? path : path.substring(0, slash);
        String rest = slash < 0 ? "" : path.substring(slash);
        return name.equals(self) ? "#" + rest : "#/" + DEFINITIONS + "/" + name(name) + rest;
    }

    private String name(String component) {
        String known = names.get(component);
        if (known != null) {
            return known;
        }
        if (names.size() == MAX_COMPONENTS) {
            throw refused("must refer to at most " + MAX_COMPONENTS + " components", component);
        }
        String name = component;
        while (present.containsKey(name) || names.containsValue(name)) {
            name += "_";
        }
        names.put(component, name);
        open.add(component);
        return name;
    }

    private InvalidOpenApiException refused(String rule, String actual) {
        return new InvalidOpenApiException(
                "the schema of webhook " + Violation.quote(webhook) + " " + rule + ", was " + Violation.quote(actual));
    }
}
