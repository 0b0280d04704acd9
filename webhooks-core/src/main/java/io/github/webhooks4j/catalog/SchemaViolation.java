package io.github.webhooks4j.catalog;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import java.io.Serializable;

/**
 * A place of a body that breaks its schema. It has no value of the body. Immutable.
 *
 * @param place the place in the body, as a JSON pointer; empty for the body as a whole
 * @param rule the keyword of the schema that it breaks, as a JSON pointer
 */
public record SchemaViolation(String place, String rule) implements Serializable {
    public SchemaViolation {
        requireNonNull(place, "place");
        requireNonNull(rule, "rule");
    }

    /** Returns both, quoted and cut: keys of the body are untrusted text. */
    @Override
    public String toString() {
        return Violation.quote(place) + " breaks " + Violation.quote(rule);
    }
}
