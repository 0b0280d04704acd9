package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.transport.EgressProxy;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** Sends the credentials of the egress proxy with the first CONNECT. Immutable. */
final class ProxyAccess implements Authenticator {
    private static final String PREEMPTIVE = "OkHttp-Preemptive";

    private final EgressProxy proxy;

    ProxyAccess(EgressProxy proxy) {
        this.proxy = proxy;
    }

    /** Returns the proxy as OkHttp takes it: not resolved, so that it asks for the addresses of its name. */
    static Proxy proxy(EgressProxy proxy) {
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port()));
    }

    /** {@inheritDoc} A proxy that asks again has refused the credentials. */
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
}
