/** Traces of publishes and attempts by the API of OpenTelemetry. */
@NullMarked
package io.github.webhooks4j.opentelemetry;

import org.jspecify.annotations.NullMarked;
