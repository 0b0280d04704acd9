/**
 * What stores on SQL databases have in common, and the {@linkplain io.github.webhooks4j.jdbc.Inbox inbox} of a
 * receiver. The stores are {@code SqliteStore} of the module {@code webhooks-sqlite} and {@code PostgresStore} of the
 * module {@code webhooks-postgresql}; {@code docs/schema.md} describes their tables.
 */
@NullMarked
package io.github.webhooks4j.jdbc;

import org.jspecify.annotations.NullMarked;
