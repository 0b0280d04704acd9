/** What was done: pages of history, and what retention deletes of it. */
@NullMarked
package io.github.webhooks4j.jdbc.internal.history;

import org.jspecify.annotations.NullMarked;
