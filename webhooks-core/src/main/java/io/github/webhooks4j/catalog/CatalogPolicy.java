package io.github.webhooks4j.catalog;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What an engine does with events that do not keep to its catalogue. {@linkplain io.github.webhooks4j.event.Event#asTest Tests}
 * are not checked. Immutable.
 *
 * @param unknownTypes for events of a type that the catalogue does not name
 * @param invalidBodies for events whose body breaks the schema of their type; {@link CatalogAction#ACCEPT} if bodies are not
 *     checked
 * @param validator what checks bodies; null if they are not checked
 */
public record CatalogPolicy(
        CatalogAction unknownTypes,
        CatalogAction invalidBodies,
        @Nullable EventValidator validator) {
    /**
     * Checks that bodies are either checked or accepted.
     *
     * @throws IllegalArgumentException if there is a validator and bodies are accepted, or neither
     */
    public CatalogPolicy {
        requireNonNull(unknownTypes, "unknownTypes");
        requireNonNull(invalidBodies, "invalidBodies");
        if ((validator == null) != (invalidBodies == CatalogAction.ACCEPT)) {
            throw new IllegalArgumentException("a catalogue policy must have a validator exactly if it warns of invalid"
                    + " bodies or rejects them, was " + invalidBodies + (validator == null ? " without" : " with")
                    + " one");
        }
    }

    /** Returns a policy for unknown types that checks no body. */
    public static CatalogPolicy unknownTypes(CatalogAction action) {
        return new CatalogPolicy(action, CatalogAction.ACCEPT, null);
    }

    /**
     * Returns this policy with a check of bodies.
     *
     * @param action {@link CatalogAction#WARN} or {@link CatalogAction#REJECT}
     * @throws IllegalArgumentException if it is neither
     */
    public CatalogPolicy validating(EventValidator validator, CatalogAction action) {
        return new CatalogPolicy(unknownTypes, action, requireNonNull(validator, "validator"));
    }
}
