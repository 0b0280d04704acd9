package io.github.webhooks4j.transport.internal.egress;

import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.internal.address.IpLiteral;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Connections through the proxy of the operator: only its address is dialled, and it resolves and checks the names of
 * destinations.
 */
public final class ProxiedEgress implements Egress {
    private final EgressProxy proxy;
    private final Optional<InetAddress> literal;

    public ProxiedEgress(EgressProxy proxy) {
        this.proxy = proxy;
        this.literal = IpLiteral.parse(proxy.host());
    }

    @Override
    public EgressProxy proxy() {
        return proxy;
    }

    @Override
    public Target target(String host, int port) {
        return new Target(proxy.host(), proxy.port());
    }

    @Override
    public Finding probe(String name, int port, Duration within) {
        return Finding.ALLOWED;
    }

    @Override
    public List<InetAddress> checked(Target target, List<InetAddress> found) {
        var named = new ArrayList<InetAddress>();
        for (InetAddress address : found) {
            named.add(named(target.host(), address));
        }
        return named;
    }

    /** {@inheritDoc} The name is that of the proxy, which is no failure of a destination. */
    @Override
    public UnknownHostException notResolved(UnknownHostException failure) {
        // Not as the cause: it was not the destination's name that could not be resolved.
        throw new IllegalStateException("the egress proxy's name cannot be resolved");
    }

    /** {@inheritDoc} A proxy that does not accept connections is no failure of a destination. */
    @Override
    public IOException notConnected(IOException failure) {
        return new SenderFaultException("the egress proxy takes no connection", failure);
    }

    @Override
    public boolean allows(InetSocketAddress peer) {
        return peer.getPort() == proxy.port()
                && literal.map(address -> address.equals(peer.getAddress()))
                        .orElseGet(() -> peer.getHostString().equals(proxy.host()));
    }

    /** Returns the address with the name in it, by which {@link #allows} recognises the proxy. */
    private static InetAddress named(String host, InetAddress address) {
        try {
            return InetAddress.getByAddress(host, address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
