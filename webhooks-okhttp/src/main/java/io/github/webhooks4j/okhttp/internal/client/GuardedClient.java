package io.github.webhooks4j.okhttp.internal.client;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.okhttp.internal.address.AddressFilter;
import io.github.webhooks4j.okhttp.internal.address.DestinationDeniedException;
import io.github.webhooks4j.okhttp.internal.address.DestinationUrl;
import io.github.webhooks4j.okhttp.internal.address.InvalidUrlException;
import io.github.webhooks4j.okhttp.internal.address.IpLiteral;
import io.github.webhooks4j.okhttp.internal.connection.FramedTlsSocketFactory;
import io.github.webhooks4j.okhttp.internal.connection.GuardedSocketFactory;
import io.github.webhooks4j.okhttp.internal.connection.StaleConnectionException;
import io.github.webhooks4j.okhttp.internal.connection.TlsTrust;
import io.github.webhooks4j.okhttp.internal.dns.BoundedResolver;
import io.github.webhooks4j.okhttp.internal.egress.DirectEgress;
import io.github.webhooks4j.okhttp.internal.egress.Egress;
import io.github.webhooks4j.okhttp.internal.egress.ProxiedEgress;
import io.github.webhooks4j.spi.transport.HttpMethod;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends every request of this module: one request for each exchange, to allowed addresses only, always with a result.
 * Thread-safe.
 *
 * <p>An address is checked three times: when its name is resolved, where one denied address denies the whole name; when
 * it is dialled, since OkHttp resolves no literals; and when a request is sent on a connection that is open already,
 * since the policy may have changed in the meantime.
 */
public final class GuardedClient implements AutoCloseable {
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);
    /** Parsed URLs that are cached, since each destination is dialled repeatedly. */
    private static final int MAX_READ_URLS = 1024;
    /** Used connections that are tried for one exchange before a new one is made. */
    private static final int MAX_STALE = 8;

    private final Supplier<AddressFilter> addresses;
    private final @Nullable String httpsRule;
    private final boolean refusesUnresolved;
    private final Duration connectTimeout;
    private final BoundedResolver resolver;
    private final OwnFailures ownFailures;
    private final Egress egress;
    private final List<OkHttpClient> shards;
    private final Map<String, HttpUrl> readUrls = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public GuardedClient(ClientSettings settings) {
        ClientSettings.Rules rules = settings.rules();
        ClientSettings.Limits limits = settings.limits();
        ClientSettings.Network network = settings.network();
        this.addresses = rules.addresses();
        this.httpsRule = rules.httpsRule();
        this.refusesUnresolved = rules.refusesUnresolvedNames();
        this.connectTimeout = limits.connect();
        this.ownFailures = new OwnFailures(network.nanoTime());
        this.resolver = new BoundedResolver(network.resolver(), network.nanoTime());
        var builder = new OkHttpClient.Builder()
                .connectTimeout(limits.connect())
                .readTimeout(limits.read())
                .writeTimeout(limits.read())
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionSpecs(
                        httpsRule == null
                                ? List.of(ConnectionSpec.RESTRICTED_TLS, ConnectionSpec.CLEARTEXT)
                                : List.of(ConnectionSpec.RESTRICTED_TLS))
                .addInterceptor(this::checkAddress);
        if (network.proxy() == null) {
            this.egress = new DirectEgress(addresses, resolver);
            builder.proxy(Proxy.NO_PROXY);
        } else {
            var proxied = new ProxiedEgress(network.proxy(), resolver);
            this.egress = proxied;
            builder.proxy(proxied.proxy()).proxyAuthenticator(proxied);
        }
        TlsTrust trust = network.trust() == null ? TlsTrust.ofJvm() : network.trust();
        builder.socketFactory(new GuardedSocketFactory(egress, network.connectListener(), network.nanoTime()))
                .sslSocketFactory(new FramedTlsSocketFactory(trust.sockets(), network.nanoTime()), trust.manager())
                .addNetworkInterceptor(new ConnectionGuard(egress, limits.connectionAge()));
        this.shards = Stream.generate(() -> builder.connectionPool(ConnectionPoolShard.newPool())
                        .dispatcher(new Dispatcher())
                        .build())
                .limit(ConnectionPoolShard.COUNT)
                .toList();
    }

    /** Sends one request on the calling thread, as {@link io.github.webhooks4j.spi.transport.BlockingTransport#exchange} promises. */
    public DeliveryResult exchange(OutboundRequest outbound) {
        var events = new ExchangeEvents(outbound);
        HttpUrl url;
        try {
            url = read(outbound.url());
        } catch (InvalidUrlException e) {
            return new NoResponse(isAborted() ? FailureCode.ABORTED : FailureCode.ADDRESS_DENIED, events.timing());
        }
        Request request = toOkHttpRequest(outbound, url, events);
        for (int stale = 0; !isAborted(); stale++) {
            Call call = shards.get(ConnectionPoolShard.shardFor(url)).newCall(request);
            call.addEventListener(events);
            call.timeout().timeout(Math.max(1, events.remaining().toNanos()), TimeUnit.NANOSECONDS);
            try (Response response = call.execute()) {
                DeliveryResult result = received(requireNonNull(events.head(), "head"), response, events);
                events.leaveConnection();
                return result;
            } catch (Throwable e) {
                // Not only IOException: OkHttp throws unchecked exceptions at some responses, and InterruptedException
                // undeclared.
                if (!call.isCanceled() && FailureCodes.has(StaleConnectionException.class, e)) {
                    events.takeAnotherConnection(stale + 1 >= MAX_STALE);
                    continue;
                }
                DeliveryResult result = ended(e, call, events);
                // An unchecked exception may leave the connection open until the deadline.
                call.cancel();
                return result;
            }
        }
        return new NoResponse(FailureCode.ABORTED, events.timing());
    }

    /** Returns the URL that is dialled for {@code text}; asks no name server. */
    public HttpUrl read(String text) throws InvalidUrlException {
        HttpUrl known = readUrls.get(text);
        if (known != null) {
            return known;
        }
        HttpUrl url = DestinationUrl.parse(text);
        if (httpsRule != null && !url.isHttps()) {
            throw new InvalidUrlException(httpsRule, "http://");
        }
        if (readUrls.size() >= MAX_READ_URLS) {
            readUrls.clear();
        }
        readUrls.put(text, url);
        return url;
    }

    /**
     * Looks up what {@code url} leads to at this moment, within 2 seconds or the connect timeout if that is shorter.
     *
     * @return whether it may be registered: not if there is a denied address, nor, if set so, if its name does not
     *     resolve in time. A name that the proxy resolves may be registered
     */
    public boolean mayBeRegistered(HttpUrl url) {
        if (IpLiteral.parse(url.host()).isPresent()) {
            return !isDeniedLiteral(url);
        }
        return switch (egress.probe(url.host(), url.port(), min(CHECK_TIMEOUT, connectTimeout))) {
            case ALLOWED -> true;
            case DENIED -> false;
            case UNRESOLVED -> !refusesUnresolved;
        };
    }

    /** Aborts all exchanges in flight and closes idle connections. */
    @Override
    public void close() {
        closed = true;
        for (OkHttpClient client : shards) {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        }
        resolver.close();
    }

    /** Returns the addresses to dial for {@code host} in an exchange with this deadline; all of them were checked. */
    List<InetAddress> addressesOf(String host, int port, Duration deadline) throws UnknownHostException {
        return egress.addressesOf(host, port, min(connectTimeout, deadline));
    }

    private DeliveryResult ended(Throwable failure, Call call, ExchangeEvents events) {
        Response head = events.head();
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        // A later fault, such as a 204 with a length, or the deadline, does not change the status.
        return head != null
                ? received(head, null, events)
                : new NoResponse(codeOf(failure, call, events), events.timing());
    }

    private boolean isAborted() {
        return closed || Thread.currentThread().isInterrupted();
    }

    private static DeliveryResult.Response received(Response head, @Nullable Response response, ExchangeEvents events) {
        String body = response != null && events.request().method() == HttpMethod.POST
                ? Responses.bodyPrefix(head, response)
                : "";
        return new DeliveryResult.Response(
                head.code(),
                Responses.header(head, "Retry-After"),
                Responses.header(head, "Location"),
                body,
                events.timing(),
                Responses.headers(head, events.request().reportedHeaders()));
    }

    private FailureCode codeOf(Throwable failure, Call call, ExchangeEvents events) {
        if (isAborted()) {
            return FailureCode.ABORTED;
        }
        // Only the deadline cancels calls here.
        FailureCode code = FailureCodes.of(failure, events.phase(), call.isCanceled());
        if (code.isSenderFault()) {
            ownFailures.note(code, failure);
        }
        return code == FailureCode.CONNECTION_LOST && events.isReusedWithoutResponse()
                ? FailureCode.REUSED_CONNECTION_LOST
                : code;
    }

    private static Request toOkHttpRequest(OutboundRequest outbound, HttpUrl url, ExchangeEvents events) {
        var builder = new Request.Builder()
                .url(url)
                .method(outbound.method().name(), new OneShotBody(outbound.body()))
                .tag(ExchangeEvents.class, events);
        for (Header header : outbound.headers()) {
            builder.addHeader(header.name(), header.value());
        }
        // Without it OkHttp asks for gzip, and inflates whatever it receives.
        return builder.header("Accept-Encoding", "identity").build();
    }

    private boolean isDeniedLiteral(HttpUrl url) {
        return IpLiteral.parse(url.host())
                .filter(address -> !addresses.get().allows(address, url.port()))
                .isPresent();
    }

    private Response checkAddress(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        if (isDeniedLiteral(request.url())) {
            throw new DestinationDeniedException();
        }
        ExchangeEvents events = requireNonNull(request.tag(ExchangeEvents.class), "events");
        var dns = new CheckedDns(this, request.url().port(), events.request().deadline(), events.needsNewConnection());
        return chain.withDns(dns).proceed(request);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
