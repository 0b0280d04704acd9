/**
 * What all transports over HTTP have in common: the {@link io.github.webhooks4j.transport.AddressPolicy addresses} that
 * may be dialled, how {@link io.github.webhooks4j.transport.NameResolver names} are resolved, and the {@link
 * io.github.webhooks4j.transport.EgressProxy proxy} through which deliveries may leave. For receivers, {@link
 * io.github.webhooks4j.transport.CallbackClient} sends callbacks on any transport.
 */
@NullMarked
package io.github.webhooks4j.transport;

import org.jspecify.annotations.NullMarked;
