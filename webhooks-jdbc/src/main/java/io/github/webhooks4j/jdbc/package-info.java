/**
 * The store port on SQL. A host that runs in one process keeps everything in one SQLite file; hosts that run on several nodes
 * share a PostgreSQL database. Either can also be written through a connection of the host's, within its own transaction.
 *
 * <p>Begin with {@link io.github.webhooks4j.jdbc.SqliteStore} or {@link io.github.webhooks4j.jdbc.PostgresStore}. What is in the
 * tables is told by {@code docs/schema.md} and by the comments in {@code sqlite/V1.sql} and {@code postgres/V1.sql}.
 *
 * <p>PostgreSQL's driver, {@code org.postgresql:postgresql}, is an optional dependency: hosts that use that store bring it.
 */
@NullMarked
package io.github.webhooks4j.jdbc;

import org.jspecify.annotations.NullMarked;
