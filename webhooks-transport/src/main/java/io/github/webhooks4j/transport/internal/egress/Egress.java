package io.github.webhooks4j.transport.internal.egress;

import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to destinations: which of them may be registered, and what is dialled for them. Implementations are
 * thread-safe.
 */
public sealed interface Egress permits DirectEgress, ProxiedEgress {
    /** The result of {@link #probe}. */
    enum Finding {
        /** Addresses that may be dialled, or a name that the proxy resolves. */
        ALLOWED,
        /** An address that must not be dialled, even if it is one of many. */
        DENIED,
        /** No address, or none in time. */
        UNRESOLVED
    }

    /**
     * What is dialled.
     *
     * @param host a name, or an address
     * @param port the port
     */
    record Target(String host, int port) {}

    /** Returns the proxy through which deliveries leave; null for none. */
    default @Nullable EgressProxy proxy() {
        return null;
    }

    /** Returns what is dialled for a destination: itself, or the proxy. No other name is looked up. */
    Target target(String host, int port);

    /**
     * Looks up what a name leads to at this moment.
     *
     * @param port the destination's
     * @param within how long the lookup may take
     */
    Finding probe(String name, int port, Duration within);

    /**
     * Returns the addresses that are dialled for a target.
     *
     * @param found all addresses of the target
     * @throws DestinationDeniedException if it must not be dialled
     */
    List<InetAddress> checked(Target target, List<InetAddress> found) throws DestinationDeniedException;

    /**
     * Returns the failure of an exchange for which the name to dial could not be resolved.
     *
     * @throws IllegalStateException if it is not the destination's name
     */
    default UnknownHostException notResolved(UnknownHostException failure) {
        return failure;
    }

    /** Returns the exception to throw when a dialled address did not accept the connection. */
    default IOException notConnected(IOException failure) {
        return failure;
    }

    /** Returns whether a resolved address may be dialled, or a connection to it may be used. */
    boolean allows(InetSocketAddress peer);
}
