/** Rows as values and values as rows: chains, attempts, callbacks, webhooks. */
@NullMarked
package io.github.webhooks4j.jdbc.internal.row;

import org.jspecify.annotations.NullMarked;
