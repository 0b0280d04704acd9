/** The store file: its lock, connections, transactions, backups and failures, and SQLite's SQL. */
@NullMarked
package io.github.webhooks4j.sqlite.internal;

import org.jspecify.annotations.NullMarked;
