package io.github.webhooks4j.okhttp;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementRequest;
import io.github.webhooks4j.delivery.DeliveryRequest;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.DeliveryResult.NotAnswered;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
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
 * The one way onto the wire, for deliveries, for callbacks and for questions: one request per call, to allowed addresses only, whatever comes
 * back is a result. Thread-safe.
 *
 * <p>An address is judged three times: when its name is resolved, where one denied address denies the whole name; when it is
 * dialled, since OkHttp resolves no literals; and when a request goes out on a connection that is open already, since the
 * policy may have changed meanwhile.
 */
final class GuardedClient implements AutoCloseable {
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);
    /** Destinations whose URL is kept as it was read: each is dialled again and again. */
    private static final int MAX_READ_URLS = 1024;
    /** Used connections that are tried for one exchange before a new one is made. */
    private static final int MAX_STALE = 8;

    private final Supplier<AddressPolicy> policy;
    private final @Nullable String httpsRule;
    private final boolean refusesUnresolved;
    private final Duration callTimeout;
    private final Duration resolveTimeout;
    private final BoundedResolver resolver;
    private final OwnFailures ownFailures;
    private final Egress egress;
    private final List<OkHttpClient> stripes;
    private final Map<String, HttpUrl> readUrls = new ConcurrentHashMap<>();
    private volatile boolean closed;

    GuardedClient(ClientSettings settings) {
        this.policy = settings.addressPolicy;
        this.httpsRule = settings.httpsRule();
        this.refusesUnresolved = settings.refusesUnresolvedNames;
        this.callTimeout = settings.callTimeout;
        this.resolveTimeout = min(settings.connectTimeout, settings.callTimeout);
        this.ownFailures = new OwnFailures(settings.nanoTime);
        this.resolver = new BoundedResolver(settings.nameResolver, settings.nanoTime);
        var builder = new OkHttpClient.Builder()
                .callTimeout(settings.callTimeout)
                .connectTimeout(settings.connectTimeout)
                .readTimeout(settings.readTimeout())
                .writeTimeout(settings.readTimeout())
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionSpecs(
                        httpsRule == null
                                ? List.of(ConnectionSpec.RESTRICTED_TLS, ConnectionSpec.CLEARTEXT)
                                : List.of(ConnectionSpec.RESTRICTED_TLS))
                .addInterceptor(this::judge);
        if (settings.egressProxy == null) {
            this.egress = new DirectEgress(policy, resolver);
            builder.proxy(Proxy.NO_PROXY);
        } else {
            var proxied = new ProxiedEgress(settings.egressProxy, resolver);
            this.egress = proxied;
            builder.proxy(proxied.proxy()).proxyAuthenticator(proxied);
        }
        ClientSettings.Tls tls = settings.tls == null ? FramedTlsSocketFactory.ofJvm() : settings.tls;
        builder.socketFactory(new GuardedSocketFactory(egress, settings.dialling, settings.nanoTime))
                .sslSocketFactory(new FramedTlsSocketFactory(tls.sockets(), settings.nanoTime), tls.trust())
                .addNetworkInterceptor(new ConnectionGuard(egress, settings.maxConnectionAge));
        this.stripes = Stream.generate(() -> builder.connectionPool(Stripe.newPool())
                        .dispatcher(new Dispatcher())
                        .build())
                .limit(Stripe.COUNT)
                .toList();
    }

    /** Sends one POST, as {@link io.github.webhooks4j.transport.Transport#deliver} promises. */
    DeliveryResult post(DeliveryRequest request) {
        var events = new ExchangeEvents(request.needsNewConnection());
        return exchange(
                "POST",
                request.url(),
                request.headers(),
                request.body(),
                events,
                (head, response) -> answered(head, response, events),
                code -> new NotAnswered(code, events.timing()));
    }

    /**
     * Sends one OPTIONS, as {@link io.github.webhooks4j.transport.Transport#ask} promises, and one more on a new connection if a
     * reused one was lost.
     */
    AgreementAnswer ask(AgreementRequest request) {
        AgreementAnswer answer = ask(request, false);
        boolean isLost = answer instanceof AgreementAnswer.NotAnswered failure
                && failure.code() == FailureCode.REUSED_CONNECTION_LOST;
        return isLost ? ask(request, true) : answer;
    }

    private AgreementAnswer ask(AgreementRequest request, boolean needsNewConnection) {
        return exchange(
                "OPTIONS",
                request.url(),
                request.headers(),
                new byte[0],
                new ExchangeEvents(needsNewConnection),
                (head, response) -> new AgreementAnswer.Answered(
                        head.code(),
                        Responses.header(head, "WebHook-Allowed-Origin"),
                        Responses.header(head, "WebHook-Allowed-Rate")),
                AgreementAnswer.NotAnswered::new);
    }

    /** Returns the URL that is dialled for {@code text}; asks no name server. */
    HttpUrl read(String text) throws RefusedUrlException {
        HttpUrl known = readUrls.get(text);
        if (known != null) {
            return known;
        }
        HttpUrl url = DestinationUrl.parse(text);
        if (httpsRule != null && !url.isHttps()) {
            throw new RefusedUrlException(httpsRule, "http://");
        }
        if (readUrls.size() >= MAX_READ_URLS) {
            readUrls.clear();
        }
        readUrls.put(text, url);
        return url;
    }

    /**
     * Looks what is behind {@code url}, now, within 2 seconds or the connect timeout if that is shorter.
     *
     * @return whether it may be registered: not if there is a denied address, nor, where that was asked for, if its name does not
     *     resolve in time. A name that is a proxy's to resolve may be
     */
    boolean mayBeRegistered(HttpUrl url) {
        if (AddressRange.literal(url.host()).isPresent()) {
            return !isDeniedLiteral(url);
        }
        return switch (egress.lookAt(url.host(), url.port(), min(CHECK_TIMEOUT, resolveTimeout))) {
            case ALLOWED -> true;
            case DENIED -> false;
            case UNRESOLVED -> !refusesUnresolved;
        };
    }

    /** Calls off what is in flight and closes what is idle. */
    @Override
    public void close() {
        closed = true;
        for (OkHttpClient client : stripes) {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        }
        resolver.close();
    }

    /** Returns the addresses to dial for {@code host}, all of them judged. */
    List<InetAddress> addressesOf(String host, int port) throws UnknownHostException {
        return egress.addressesOf(host, port, resolveTimeout);
    }

    private <R> R exchange(
            String method,
            String address,
            List<Header> headers,
            byte[] body,
            ExchangeEvents events,
            BiFunction<Response, @Nullable Response, R> answered,
            Function<FailureCode, R> notAnswered) {
        HttpUrl url;
        try {
            url = read(address);
        } catch (RefusedUrlException e) {
            return notAnswered.apply(isCalledOff() ? FailureCode.CALLED_OFF : FailureCode.ADDRESS_DENIED);
        }
        Request request = onWire(method, url, headers, body, events);
        for (int stale = 0; !isCalledOff(); stale++) {
            Call call = stripes.get(Stripe.of(url)).newCall(request);
            call.addEventListener(events);
            call.timeout()
                    .timeout(Math.max(1, callTimeout.minus(events.elapsed()).toNanos()), TimeUnit.NANOSECONDS);
            try (Response response = call.execute()) {
                R result = answered.apply(requireNonNull(events.head(), "head"), response);
                events.leaveConnection();
                return result;
            } catch (Throwable e) {
                // Not only IOException: OkHttp throws unchecked ones at some answers, and InterruptedException
                // undeclared.
                if (!call.isCanceled() && FailureCodes.has(StaleConnectionException.class, e)) {
                    events.takeAnotherConnection(stale + 1 >= MAX_STALE);
                    continue;
                }
                R result = ended(e, call, events, answered, notAnswered);
                // An unchecked one may leave the connection open until the deadline.
                call.cancel();
                return result;
            }
        }
        return notAnswered.apply(FailureCode.CALLED_OFF);
    }

    private <R> R ended(
            Throwable failure,
            Call call,
            ExchangeEvents events,
            BiFunction<Response, @Nullable Response, R> answered,
            Function<FailureCode, R> notAnswered) {
        Response head = events.head();
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        // What OkHttp then found wrong, such as a 204 with a length, or the deadline, changes nothing of the status.
        return head != null ? answered.apply(head, null) : notAnswered.apply(codeOf(failure, call, events));
    }

    private boolean isCalledOff() {
        return closed || Thread.currentThread().isInterrupted();
    }

    private static Answered answered(Response head, @Nullable Response response, ExchangeEvents events) {
        String body = response == null ? "" : Responses.bodyBeginning(head, response);
        return new Answered(
                head.code(),
                Responses.header(head, "Retry-After"),
                Responses.header(head, "Location"),
                body,
                events.timing());
    }

    private FailureCode codeOf(Throwable failure, Call call, ExchangeEvents events) {
        if (isCalledOff()) {
            return FailureCode.CALLED_OFF;
        }
        // Nobody else cancels: what is cancelled here has passed its deadline.
        FailureCode code = FailureCodes.of(failure, events.phase(), call.isCanceled());
        if (code.isSenderFault()) {
            ownFailures.note(code, failure);
        }
        return code == FailureCode.CONNECTION_LOST && events.isReusedWithoutResponse()
                ? FailureCode.REUSED_CONNECTION_LOST
                : code;
    }

    private static Request onWire(
            String method, HttpUrl url, List<Header> headers, byte[] body, ExchangeEvents events) {
        var builder = new Request.Builder()
                .url(url)
                .method(method, new OneShotBody(body))
                .tag(ExchangeEvents.class, events);
        for (Header header : headers) {
            builder.addHeader(header.name(), header.value());
        }
        // Else OkHttp asks for gzip, and inflates whatever comes.
        return builder.header("Accept-Encoding", "identity").build();
    }

    private boolean isDeniedLiteral(HttpUrl url) {
        return AddressRange.literal(url.host())
                .filter(address -> !policy.get().allows(address, url.port()))
                .isPresent();
    }

    private Response judge(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        if (isDeniedLiteral(request.url())) {
            throw new DestinationDeniedException();
        }
        boolean needsNewConnection =
                requireNonNull(request.tag(ExchangeEvents.class), "events").needsNewConnection();
        return chain.withDns(new JudgedNames(this, request.url().port(), needsNewConnection))
                .proceed(request);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
