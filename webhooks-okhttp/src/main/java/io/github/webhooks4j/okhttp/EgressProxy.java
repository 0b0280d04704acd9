package io.github.webhooks4j.okhttp;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.okhttp.internal.address.DestinationUrl;
import io.github.webhooks4j.okhttp.internal.egress.ProxyAddress;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy through which all deliveries leave, by {@code CONNECT}, such as Stripe's smokescreen or squid. Immutable.
 *
 * <p>With it the judgement is shared. The proxy owns that of names: it resolves them, and must refuse private and otherwise
 * special addresses, at every connection; a proxy that does not leaves the network inside open. We own that of the URL: its
 * form, its scheme, and an address that stands in it literally, which goes by the {@link AddressPolicy}. Nothing but the proxy
 * is dialled, whose own address is the operator's word and may be private.
 *
 * <p>Destinations must be https: of a plain http request the proxy would see the payload, and its own answers would pass for
 * those of the destination. The proxy itself is spoken to without TLS, so it belongs into the same network. What it says to a
 * {@code CONNECT} is not told: whatever it refuses is {@link io.github.webhooks4j.delivery.FailureCode#CONNECT_FAILED}.
 *
 * @param host its name or address
 * @param port its port
 * @param credentials sent to the proxy with each {@code CONNECT}, and to nobody else; null for none
 */
public record EgressProxy(String host, int port, @Nullable BasicCredentials credentials) {
    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if {@code host} is no name or address, or {@code port} is not 1 to 65535
     */
    public EgressProxy {
        host = DestinationUrl.canonicalHost(host);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("an egress proxy's port must be 1 to 65535, was " + port);
        }
    }

    ProxyAddress address() {
        return new ProxyAddress(host, port, credentials);
    }

    /** Returns the proxy at {@code host} and {@code port} that asks for no credentials. */
    public static EgressProxy of(String host, int port) {
        return new EgressProxy(host, port, null);
    }

    /** Returns this proxy with credentials for HTTP Basic authentication. */
    public EgressProxy withCredentials(BasicCredentials credentials) {
        return new EgressProxy(host, port, credentials);
    }
}
