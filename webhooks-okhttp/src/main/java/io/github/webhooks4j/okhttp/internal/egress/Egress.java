package io.github.webhooks4j.okhttp.internal.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

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
     * Looks up what a name leads to at this moment.
     *
     * @param port the destination's
     * @param within how long the lookup may take
     */
    Finding probe(String name, int port, Duration within);

    /**
     * Returns the addresses to dial when OkHttp asks for {@code host}; all of them were checked.
     *
     * @param port the destination's
     * @param within how long the lookup may take
     * @throws io.github.webhooks4j.okhttp.internal.address.DestinationDeniedException if it must not be dialled
     * @throws UnknownHostException if it has no address
     */
    List<InetAddress> addressesOf(String host, int port, Duration within) throws UnknownHostException;

    /** Returns the exception to throw when a dialled address did not accept the connection. */
    default IOException notConnected(IOException failure) {
        return failure;
    }

    /** Returns whether a resolved address may be dialled, or a connection to it may be used. */
    boolean allows(InetSocketAddress peer);
}
