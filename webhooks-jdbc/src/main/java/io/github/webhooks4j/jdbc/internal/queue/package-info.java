/**
 * Work that waits: pending deliveries, deadlines, chains that are still to be created, and changes that were set aside.
 */
@NullMarked
package io.github.webhooks4j.jdbc.internal.queue;

import org.jspecify.annotations.NullMarked;
