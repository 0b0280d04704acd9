/** Copies a store in a SQLite file to PostgreSQL: begin with {@link io.github.webhooks4j.storecopy.StoreCopy}. */
@NullMarked
package io.github.webhooks4j.storecopy;

import org.jspecify.annotations.NullMarked;
