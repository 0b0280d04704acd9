/**
 * Port: how requests reach a destination. Implemented outside core.
 */
@NullMarked
package io.github.webhooks4j.spi.transport;

import org.jspecify.annotations.NullMarked;
