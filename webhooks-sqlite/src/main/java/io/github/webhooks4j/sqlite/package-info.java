/** The store in one SQLite file: begin with {@link io.github.webhooks4j.sqlite.SqliteStore}. */
@NullMarked
package io.github.webhooks4j.sqlite;

import org.jspecify.annotations.NullMarked;
