/** Versions of the schema, the identity of a store, and its recorded time. */
@NullMarked
package io.github.webhooks4j.jdbc.internal.schema;

import org.jspecify.annotations.NullMarked;
