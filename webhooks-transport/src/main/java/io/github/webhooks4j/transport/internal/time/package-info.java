/** The ranges of timeouts that applications set. */
@NullMarked
package io.github.webhooks4j.transport.internal.time;

import org.jspecify.annotations.NullMarked;
