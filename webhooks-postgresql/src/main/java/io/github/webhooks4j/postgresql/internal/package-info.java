/** The database: connections, transactions, notifications between nodes, and PostgreSQL's SQL. */
@NullMarked
package io.github.webhooks4j.postgresql.internal;

import org.jspecify.annotations.NullMarked;
