/**
 * A small layer over JDBC: named statements, sessions, pipelines, transactions, and what differs between databases.
 */
@NullMarked
package io.github.webhooks4j.jdbc.internal.sql;

import org.jspecify.annotations.NullMarked;
