/** The options that all transports of this library have. */
@NullMarked
package io.github.webhooks4j.transport.builder;

import org.jspecify.annotations.NullMarked;
