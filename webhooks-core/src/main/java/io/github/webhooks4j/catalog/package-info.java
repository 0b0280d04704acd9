/**
 * Which types of events an application publishes, for its customers and for its own checks.
 *
 * <p>Begin with {@link io.github.webhooks4j.catalog.EventCatalog}.
 */
@NullMarked
package io.github.webhooks4j.catalog;

import org.jspecify.annotations.NullMarked;
