package io.github.webhooks4j.engine.metrics;

/** A rule of the catalogue that an event broke. */
public enum CatalogRule {
    /** The catalogue names the type. */
    UNKNOWN_TYPE,
    /** The body keeps to the schema of the type. */
    SCHEMA
}
