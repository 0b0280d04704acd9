/** Name resolution with a deadline, in which no domain can keep the others waiting. */
@NullMarked
package io.github.webhooks4j.transport.internal.dns;

import org.jspecify.annotations.NullMarked;
