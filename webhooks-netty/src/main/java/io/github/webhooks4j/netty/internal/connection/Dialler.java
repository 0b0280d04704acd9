package io.github.webhooks4j.netty.internal.connection;

import io.github.webhooks4j.transport.internal.dns.BoundedResolver;
import io.github.webhooks4j.transport.internal.egress.EgressWays;
import io.github.webhooks4j.transport.internal.settings.ConnectListener;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What connections are made with, the same for all loops of a client. Immutable.
 *
 * @param ways which way leads to destinations
 * @param resolver looks names up
 * @param tls secures connections
 * @param deadlines bounds each step
 * @param listener notified of each connection
 * @param connectTimeout how long a lookup may take, and again a connection
 * @param nanoTime the clock for the ages of connections
 */
public record Dialler(
        EgressWays ways,
        BoundedResolver resolver,
        TlsClients tls,
        Deadlines deadlines,
        ConnectListener listener,
        Duration connectTimeout,
        LongSupplier nanoTime) {}
