package io.github.webhooks4j.okhttp.internal.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** The way from here to destinations: what may be asked for, and what is dialled for it. Implementations are thread-safe. */
public sealed interface Egress permits DirectEgress, ProxiedEgress {
    /** What is behind a name. */
    enum Finding {
        /** Addresses that may be dialled, or a name that is not ours to resolve. */
        ALLOWED,
        /** An address that must not be dialled, be it one of many. */
        DENIED,
        /** No address, or none in time. */
        UNRESOLVED
    }

    /**
     * Looks what is behind a name, now.
     *
     * @param port the destination's
     * @param within how long a look-up may take
     */
    Finding probe(String name, int port, Duration within);

    /**
     * Returns what to dial when OkHttp asks for {@code host}, all of it judged.
     *
     * @param port the destination's
     * @param within how long a look-up may take
     * @throws io.github.webhooks4j.okhttp.internal.address.DestinationDeniedException if it must not be dialled
     * @throws UnknownHostException if it has no address
     */
    List<InetAddress> addressesOf(String host, int port, Duration within) throws UnknownHostException;

    /** Returns what to tell when an address that was dialled did not take the connection. */
    default IOException notConnected(IOException failure) {
        return failure;
    }

    /** Judges a resolved address that is about to be dialled, or that an open connection leads to. */
    boolean allows(InetSocketAddress peer);
}
