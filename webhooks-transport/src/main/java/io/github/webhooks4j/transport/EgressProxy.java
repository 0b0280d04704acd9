package io.github.webhooks4j.transport;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.transport.internal.address.DestinationUrl;
import io.github.webhooks4j.transport.internal.address.HostPattern;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy through which deliveries leave, but for {@linkplain #except exceptions}, by {@code CONNECT}, such as Stripe's smokescreen or squid.
 * Immutable.
 *
 * <p>With a proxy the checks are shared. The proxy checks names: it resolves them, and must refuse private and
 * otherwise special addresses, for every connection; a proxy that does not leaves the internal network open. This
 * library checks the URL: its form, its scheme, and an IP address in it, which the {@link AddressPolicy} must allow.
 * Only the proxy is dialled. Its own address is configured by the operator and may be private.
 *
 * <p>Destinations that it is used for must be https: of a plain http request the proxy would see the payload, and its own responses could
 * not be distinguished from those of the destination. The connection to the proxy has no TLS, so the proxy belongs into
 * the same network. The response to a {@code CONNECT} is not reported: whatever the proxy refuses is {@link
 * io.github.webhooks4j.delivery.FailureCode#CONNECT_FAILED}.
 *
 * @param host its name or address
 * @param port its port
 * @param credentials sent to the proxy alone, with each {@code CONNECT}; null for none
 * @param exceptions the hosts that are dialled directly, as {@link #except} describes
 */
public record EgressProxy(String host, int port, @Nullable BasicCredentials credentials, List<String> exceptions) {
    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if {@code host} is no name or address, {@code port} is not 1 to
     *     65535, or an exception is no pattern
     */
    public EgressProxy {
        host = DestinationUrl.canonicalHost(host);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("an egress proxy's port must be 1 to 65535, was " + port);
        }
        exceptions = List.copyOf(exceptions);
        for (String exception : exceptions) {
            requireNonNull(HostPattern.parse(exception));
        }
    }

    /** Returns the proxy at {@code host} and {@code port} that asks for no credentials. */
    public static EgressProxy of(String host, int port) {
        return new EgressProxy(host, port, null, List.of());
    }

    /** Returns this proxy with credentials for HTTP Basic authentication. */
    public EgressProxy withCredentials(BasicCredentials credentials) {
        return new EgressProxy(host, port, credentials, exceptions);
    }

    /**
     * Returns this proxy with more hosts that are dialled directly, without it. Their names are resolved here and their
     * addresses are judged by the {@link AddressPolicy}, as without a proxy, and they may be http.
     *
     * @param hosts each a host such as {@code ci.example.com}, all names below a domain as {@code *.example.com}, or a
     *     range of addresses as {@code 10.1.0.0/16}, which URLs must then name by their address: no name is looked up to
     *     find out whether it is an exception
     * @throws IllegalArgumentException if one is none of these
     */
    public EgressProxy except(String... hosts) {
        return new EgressProxy(
                host,
                port,
                credentials,
                Stream.concat(exceptions.stream(), Stream.of(hosts)).toList());
    }
}
