package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.okhttp.internal.connection.FramedTlsSocketFactory;
import io.github.webhooks4j.okhttp.internal.connection.GuardedSocketFactory;
import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.internal.egress.Egress;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.github.webhooks4j.transport.internal.profile.TlsContext;
import java.net.Proxy;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * The clients of OkHttp for requests of one TLS profile that leave one way. No other request gets their connections.
 * Thread-safe.
 */
final class ClientShards {
    private final List<OkHttpClient> shards;

    private ClientShards(OkHttpClient.Builder builder, Supplier<ConnectionPool> pools) {
        this.shards = Stream.generate(() -> builder.connectionPool(pools.get())
                        .dispatcher(new Dispatcher())
                        .build())
                .limit(ConnectionPoolShard.COUNT)
                .toList();
    }

    /**
     * Returns clients without connections.
     *
     * @param check sees each request before an address is dialled
     */
    static ClientShards of(
            ClientSettings settings, TlsContext tls, Egress egress, HttpVersion version, Interceptor check) {
        ClientSettings.Limits limits = settings.limits();
        ClientSettings.Network network = settings.network();
        EgressProxy proxy = egress.proxy();
        var builder = new OkHttpClient.Builder()
                .connectTimeout(limits.connect())
                .readTimeout(limits.read())
                .writeTimeout(limits.read())
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .protocols(version.protocols())
                .connectionSpecs(
                        settings.rules().httpsOnly() || proxy != null
                                ? List.of(ConnectionSpec.RESTRICTED_TLS)
                                : List.of(ConnectionSpec.RESTRICTED_TLS, ConnectionSpec.CLEARTEXT))
                .socketFactory(new GuardedSocketFactory(egress, network.connectListener(), network.nanoTime()))
                .sslSocketFactory(new FramedTlsSocketFactory(tls, network.nanoTime()), tls.trust())
                .addInterceptor(check)
                .addNetworkInterceptor(new ConnectionGuard(egress, limits.connectionAge()));
        if (proxy == null) {
            builder.proxy(Proxy.NO_PROXY);
        } else {
            builder.proxy(ProxyAccess.proxy(proxy)).proxyAuthenticator(new ProxyAccess(proxy));
        }
        return new ClientShards(builder, version::newPool);
    }

    Call newCall(Request request) {
        return shards.get(ConnectionPoolShard.shardFor(request.url())).newCall(request);
    }

    /** Aborts all calls in flight, and closes idle connections. */
    void close() {
        for (OkHttpClient client : shards) {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        }
    }
}
