package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;

/**
 * The catalogue of an engine.
 *
 * @param types the types of events
 * @param policy what becomes of events that do not keep to it
 */
public record EngineCatalog(EventCatalog types, CatalogPolicy policy) {}
