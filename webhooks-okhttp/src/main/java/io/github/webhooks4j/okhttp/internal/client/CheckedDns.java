package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.transport.internal.egress.Egress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the names of destinations on one port, to addresses that were checked. Equal instances share connections,
 * since OkHttp pools them by host, port and this; an instance that needs a new connection is equal to no other until it
 * has one. Thread-safe.
 */
final class CheckedDns implements Dns {
    private final GuardedClient client;
    private final Egress egress;
    private final int port;
    private final Duration deadline;
    private volatile boolean apart;

    CheckedDns(GuardedClient client, Egress egress, int port, Duration deadline, boolean needsNewConnection) {
        this.client = client;
        this.egress = egress;
        this.port = port;
        this.deadline = deadline;
        this.apart = needsNewConnection;
    }

    /** Allows later requests to use the connection too. */
    void share() {
        apart = false;
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        return client.addressesOf(egress, host, port, deadline);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof CheckedDns names
                        && client == names.client
                        && port == names.port
                        && !apart
                        && !names.apart);
    }

    @Override
    public int hashCode() {
        return port;
    }
}
