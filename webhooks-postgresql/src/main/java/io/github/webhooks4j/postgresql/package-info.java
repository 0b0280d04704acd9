/** The store on PostgreSQL: begin with {@link io.github.webhooks4j.postgresql.PostgresStore}. */
@NullMarked
package io.github.webhooks4j.postgresql;

import org.jspecify.annotations.NullMarked;
