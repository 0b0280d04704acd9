/** Checks the bodies of events against JSON Schemas. */
@NullMarked
package io.github.webhooks4j.schema;

import org.jspecify.annotations.NullMarked;
