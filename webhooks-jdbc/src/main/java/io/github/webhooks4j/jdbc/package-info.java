/**
 * The store port on SQL. A host that runs in one process keeps everything in one SQLite file.
 *
 * <p>Begin with {@link io.github.webhooks4j.jdbc.SqliteStore}. What is in the file is told by {@code docs/schema.md} and by the
 * comments in {@code sqlite/V1.sql}.
 */
@NullMarked
package io.github.webhooks4j.jdbc;

import org.jspecify.annotations.NullMarked;
