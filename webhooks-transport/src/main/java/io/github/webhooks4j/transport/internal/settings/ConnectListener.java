package io.github.webhooks4j.transport.internal.settings;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Is notified of every connection that is about to be made, to an address that was allowed. Implementations are thread-safe. */
@FunctionalInterface
public interface ConnectListener {
    /** Does nothing. */
    ConnectListener NONE = address -> {};

    /**
     * Called just before {@code address} is dialled.
     *
     * @throws IOException to prevent the connection
     */
    void connectStart(InetSocketAddress address) throws IOException;
}
