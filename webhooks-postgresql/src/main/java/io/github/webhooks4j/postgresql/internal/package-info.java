/** The database: connections, transactions, and PostgreSQL's SQL. */
@NullMarked
package io.github.webhooks4j.postgresql.internal;

import org.jspecify.annotations.NullMarked;
