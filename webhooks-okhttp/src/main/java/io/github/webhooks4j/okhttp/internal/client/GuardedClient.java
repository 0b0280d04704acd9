package io.github.webhooks4j.okhttp.internal.client;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.okhttp.internal.connection.StaleConnectionException;
import io.github.webhooks4j.spi.transport.HttpMethod;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.address.DestinationUrl;
import io.github.webhooks4j.transport.internal.address.HostPattern;
import io.github.webhooks4j.transport.internal.address.InvalidUrlException;
import io.github.webhooks4j.transport.internal.dns.BoundedResolver;
import io.github.webhooks4j.transport.internal.egress.Destinations;
import io.github.webhooks4j.transport.internal.egress.Egress;
import io.github.webhooks4j.transport.internal.egress.EgressWays;
import io.github.webhooks4j.transport.internal.exchange.FailureCodes;
import io.github.webhooks4j.transport.internal.exchange.OwnFailures;
import io.github.webhooks4j.transport.internal.exchange.ResponseFields;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.github.webhooks4j.transport.internal.profile.Profiles;
import io.github.webhooks4j.transport.internal.profile.TlsContext;
import io.github.webhooks4j.transport.internal.profile.UnknownProfileException;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
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
    /** Used connections that are tried for one exchange before a new one is made. */
    private static final int MAX_STALE = 8;

    private final ClientSettings settings;
    private final List<HostPattern> http2Hosts;
    private final BoundedResolver resolver;
    private final OwnFailures ownFailures;
    private final EgressWays ways;
    private final Destinations destinations;
    private final Profiles<TlsContext> profiles;
    private final Map<Kind, ClientShards> clients = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Requests that may share connections to a destination. */
    private record Kind(TlsContext tls, Egress egress, HttpVersion version) {}

    /**
     * Creates a client.
     *
     * @param http2Hosts the hosts that have HTTP/2 only
     */
    public GuardedClient(ClientSettings settings, List<HostPattern> http2Hosts) {
        this.settings = settings;
        this.http2Hosts = List.copyOf(http2Hosts);
        this.ownFailures = new OwnFailures(settings.network().nanoTime());
        this.resolver = new BoundedResolver(
                settings.network().resolver(), settings.network().nanoTime());
        this.ways = new EgressWays(settings, resolver);
        this.destinations = new Destinations(settings, ways);
        this.profiles = new Profiles<>(settings.tls(), context -> context);
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
        ClientShards client;
        try {
            client = clientOf(outbound.tlsProfile(), url);
        } catch (UnknownProfileException e) {
            ownFailures.note(FailureCode.INTERNAL_ERROR, e);
            return new NoResponse(FailureCode.INTERNAL_ERROR, events.timing());
        }
        Request request = toOkHttpRequest(outbound, url, events);
        for (int stale = 0; !isAborted(); stale++) {
            Call call = client.newCall(request);
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

    /** Checks a URL before it is registered, as the transport port promises. */
    public DestinationCheck check(String url) {
        return destinations.check(url);
    }

    /** Returns whether requests may name this TLS profile. */
    public boolean hasTlsProfile(String name) {
        return settings.tls().named().containsKey(name);
    }

    /** Returns the URL that is dialled for {@code text}; asks no name server. */
    public HttpUrl read(String text) throws InvalidUrlException {
        return destinations.read(text);
    }

    /** Aborts all exchanges in flight and closes idle connections. */
    @Override
    public void close() {
        closed = true;
        clients.values().forEach(ClientShards::close);
        resolver.close();
    }

    /** Returns the addresses to dial for {@code host} in an exchange with this deadline; all of them were checked. */
    List<InetAddress> addressesOf(Egress egress, String host, int port, Duration deadline) throws UnknownHostException {
        Egress.Target target = egress.target(host, port);
        if (!host.equals(target.host())) {
            throw new DestinationDeniedException();
        }
        List<InetAddress> found;
        try {
            found = resolver.resolve(host, min(settings.limits().connect(), deadline));
        } catch (UnknownHostException e) {
            throw egress.notResolved(e);
        }
        return egress.checked(target, found);
    }

    private ClientShards clientOf(@Nullable String profile, HttpUrl url) throws UnknownProfileException {
        return clients.computeIfAbsent(
                new Kind(profiles.of(profile), ways.to(url.host()), versionFor(url)),
                kind -> ClientShards.of(settings, kind.tls(), kind.egress(), kind.version(), this::checkAddress));
    }

    private HttpVersion versionFor(HttpUrl url) {
        return http2Hosts.stream().anyMatch(pattern -> pattern.matches(url.host()))
                ? HttpVersion.twoFor(url)
                : HttpVersion.ONE;
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
        var fields = new OkHttpHead(head);
        return new DeliveryResult.Response(
                head.code(),
                ResponseFields.reported(fields, "Retry-After"),
                ResponseFields.reported(fields, "Location"),
                body,
                events.timing(),
                ResponseFields.reported(fields, events.request().reportedHeaders()));
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
                .tag(ExchangeEvents.class, events)
                // OkHttp would put it behind the others; it should be the first (RFC 9110, section 7.2).
                .addHeader("Host", DestinationUrl.hostField(url));
        for (Header header : outbound.headers()) {
            builder.addHeader(header.name(), header.value());
        }
        // Without it OkHttp asks for gzip, and inflates whatever it receives.
        return builder.header("Accept-Encoding", "identity").build();
    }

    private Response checkAddress(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        if (destinations.isDeniedLiteral(request.url())) {
            throw new DestinationDeniedException();
        }
        ExchangeEvents events = requireNonNull(request.tag(ExchangeEvents.class), "events");
        HttpUrl url = request.url();
        var dns = new CheckedDns(
                this,
                ways.to(url.host()),
                url.port(),
                events.request().deadline(),
                events.needsNewConnection() || versionFor(url).isForOneExchange());
        return chain.withDns(dns).proceed(request);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
