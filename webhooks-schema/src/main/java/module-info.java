import org.jspecify.annotations.NullMarked;

/** Checks the bodies of events against JSON Schemas: {@link io.github.webhooks4j.schema.SchemaValidator}. */
@NullMarked
module io.github.webhooks4j.schema {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.core;
    requires com.fasterxml.jackson.databind;
    requires com.networknt.schema;

    exports io.github.webhooks4j.schema;
}
