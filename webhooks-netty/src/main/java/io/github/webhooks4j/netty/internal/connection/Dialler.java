package io.github.webhooks4j.netty.internal.connection;

import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.internal.dns.BoundedResolver;
import io.github.webhooks4j.transport.internal.egress.Egress;
import io.github.webhooks4j.transport.internal.settings.ConnectListener;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What connections are made with, the same for all loops of a client. Immutable.
 *
 * @param egress which addresses are dialled
 * @param proxy the proxy to dial; null for the destinations themselves
 * @param resolver looks names up
 * @param tls secures connections
 * @param deadlines bounds each step
 * @param listener notified of each connection
 * @param connectTimeout how long a lookup may take, and again a connection
 * @param nanoTime the clock for the ages of connections
 */
public record Dialler(
        Egress egress,
        @Nullable EgressProxy proxy,
        BoundedResolver resolver,
        TlsClient tls,
        Deadlines deadlines,
        ConnectListener listener,
        Duration connectTimeout,
        LongSupplier nanoTime) {}
