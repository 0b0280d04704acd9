/** What an engine counts and measures: an interface for adapters to a metrics library or a tracer. */
@NullMarked
package io.github.webhooks4j.engine.metrics;

import org.jspecify.annotations.NullMarked;
