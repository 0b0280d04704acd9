package io.github.webhooks4j.catalog;

import io.github.webhooks4j.event.Event;
import java.util.List;

/** Checks the bodies of events against the schemas of their types. Called at each publish; thread-safe. */
@FunctionalInterface
public interface EventValidator {
    /** Returns where the body of an event breaks the schema of its type; none if it does not, or its type has no schema. */
    List<SchemaViolation> validate(Event event);
}
