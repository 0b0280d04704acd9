package io.github.webhooks4j.okhttp.internal.egress;

import io.github.webhooks4j.okhttp.internal.address.DestinationDeniedException;
import io.github.webhooks4j.okhttp.internal.address.IpLiteral;
import io.github.webhooks4j.okhttp.internal.dns.BoundedResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Connections through the proxy of the operator: only its address is dialled, and it resolves and checks the names of
 * destinations.
 */
public final class ProxiedEgress implements Egress, Authenticator {
    private static final String PREEMPTIVE = "OkHttp-Preemptive";

    private final ProxyAddress proxy;
    private final Optional<InetAddress> literal;
    private final BoundedResolver resolver;

    public ProxiedEgress(ProxyAddress proxy, BoundedResolver resolver) {
        this.proxy = proxy;
        this.literal = IpLiteral.parse(proxy.host());
        this.resolver = resolver;
    }

    /** Returns the proxy as OkHttp takes it: not resolved, so that it asks {@link #addressesOf}. */
    public Proxy proxy() {
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port()));
    }

    /** Sends the credentials with the first CONNECT. A proxy that asks again has refused them. */
    @Override
    public @Nullable Request authenticate(@Nullable Route route, Response response) {
        boolean first = response.challenges().stream()
                .anyMatch(challenge -> challenge.scheme().equalsIgnoreCase(PREEMPTIVE));
        return !first || proxy.credentials() == null
                ? null
                : response.request()
                        .newBuilder()
                        .header(
                                "Proxy-Authorization",
                                proxy.credentials().authorization().value())
                        .build();
    }

    @Override
    public Finding probe(String name, int port, Duration within) {
        return Finding.ALLOWED;
    }

    @Override
    public List<InetAddress> addressesOf(String host, int port, Duration within) throws UnknownHostException {
        if (!host.equals(proxy.host())) {
            throw new DestinationDeniedException();
        }
        List<InetAddress> addresses;
        try {
            addresses = resolver.resolve(host, within);
        } catch (UnknownHostException e) {
            // Not as the cause: it was not the destination's name that could not be resolved.
            throw new IllegalStateException("the egress proxy's name cannot be resolved");
        }
        var named = new ArrayList<InetAddress>();
        for (InetAddress address : addresses) {
            // With the name in it, by which the socket recognises the proxy.
            named.add(InetAddress.getByAddress(host, address.getAddress()));
        }
        return named;
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
}
