/** The contract that every transport keeps. Begin with {@link io.github.webhooks4j.tck.transport.TransportContract}. */
@NullMarked
package io.github.webhooks4j.tck.transport;

import org.jspecify.annotations.NullMarked;
