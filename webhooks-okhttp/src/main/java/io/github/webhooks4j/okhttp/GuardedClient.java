package io.github.webhooks4j.okhttp;

import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementRequest;
import io.github.webhooks4j.delivery.DeliveryRequest;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.DeliveryResult.NotAnswered;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way onto the wire, for deliveries, for callbacks and for questions: one request per call, to allowed addresses only, whatever comes
 * back is a result. Thread-safe.
 *
 * <p>An address is judged three times: when its name is resolved, where one denied address denies the whole name; when it is
 * dialled, since OkHttp resolves no literals; and when a request goes out on a connection that is open already, since the
 * policy may have changed meanwhile.
 */
final class GuardedClient implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GuardedClient.class);

    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);
    /** Destinations whose URL is kept as it was read: each is dialled again and again. */
    private static final int MAX_READ_URLS = 1024;
    // An answer's headers may be 256 KiB, and these two are stored.
    private static final int MAX_HEADER_CHARS = 2048;

    private final Supplier<AddressPolicy> policy;
    private final @Nullable String httpsRule;
    private final Duration resolveTimeout;
    private final BoundedResolver resolver;
    private final Egress egress;
    private final List<OkHttpClient> stripes;
    private final Map<String, HttpUrl> readUrls = new ConcurrentHashMap<>();
    private volatile boolean closed;

    GuardedClient(ClientSettings settings) {
        this.policy = settings.addressPolicy;
        this.httpsRule = settings.httpsRule();
        this.resolveTimeout = min(settings.connectTimeout, settings.callTimeout);
        this.resolver = new BoundedResolver(settings.nameResolver);
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
        builder.socketFactory(new GuardedSocketFactory(egress::allows, settings.dialling))
                .addNetworkInterceptor(new ConnectionGuard(egress));
        if (settings.tls != null) {
            builder.sslSocketFactory(settings.tls.sockets(), settings.tls.trust());
        }
        this.stripes = Stream.generate(() -> builder.connectionPool(Stripe.newPool())
                        .dispatcher(new Dispatcher())
                        .build())
                .limit(Stripe.COUNT)
                .toList();
    }

    /** Sends one POST, as {@link io.github.webhooks4j.transport.Transport#deliver} promises. */
    DeliveryResult post(DeliveryRequest request) {
        var events = new ExchangeEvents();
        return exchange(
                "POST",
                request.url(),
                request.headers(),
                request.body(),
                events,
                response -> answered(response, events),
                code -> new NotAnswered(code, events.timing()));
    }

    /** Sends one OPTIONS, as {@link io.github.webhooks4j.transport.Transport#ask} promises. */
    AgreementAnswer ask(AgreementRequest request) {
        return exchange(
                "OPTIONS",
                request.url(),
                request.headers(),
                new byte[0],
                new ExchangeEvents(),
                response -> new AgreementAnswer.Answered(
                        response.code(),
                        header(response, "WebHook-Allowed-Origin"),
                        header(response, "WebHook-Allowed-Rate")),
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
     * Looks for a denied address behind {@code url}, now, within 2 seconds or the connect timeout if that is shorter.
     *
     * @return true if there is one; false also if the name does not resolve in time, or is a proxy's to resolve
     */
    boolean leadsToDenied(HttpUrl url) {
        boolean isName = AddressRange.literal(url.host()).isEmpty();
        return isName
                ? egress.denies(url.host(), url.port(), min(CHECK_TIMEOUT, resolveTimeout))
                : isDeniedLiteral(url);
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

    private <R> R exchange(
            String method,
            String address,
            List<Header> headers,
            byte[] body,
            ExchangeEvents events,
            Function<Response, R> answered,
            Function<FailureCode, R> notAnswered) {
        if (closed || Thread.currentThread().isInterrupted()) {
            return notAnswered.apply(FailureCode.CALLED_OFF);
        }
        HttpUrl url;
        try {
            url = read(address);
        } catch (RefusedUrlException e) {
            return notAnswered.apply(FailureCode.ADDRESS_DENIED);
        }
        Call call = stripes.get(Stripe.of(url)).newCall(onWire(method, url, headers, body));
        call.addEventListener(events);
        try (Response response = call.execute()) {
            return answered.apply(response);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            // Not only IOException: OkHttp throws unchecked ones at some answers, and InterruptedException undeclared.
            FailureCode code = codeOf(e, call, events);
            // An unchecked one may leave the connection open until the deadline.
            call.cancel();
            return notAnswered.apply(code);
        }
    }

    private static Answered answered(Response response, ExchangeEvents events) {
        String body = beginning(response);
        return new Answered(
                response.code(), header(response, "Retry-After"), header(response, "Location"), body, events.timing());
    }

    private FailureCode codeOf(Throwable failure, Call call, ExchangeEvents events) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (closed || Thread.currentThread().isInterrupted()) {
            return FailureCode.CALLED_OFF;
        }
        // Nobody else cancels: what is cancelled here has passed its deadline.
        FailureCode code = FailureCodes.of(failure, events.phase(), call.isCanceled());
        if (code == FailureCode.SENDER_FAILED) {
            logOwnFailure(failure);
        }
        return code;
    }

    /** Tells what failed and where, without the text, which may quote a secret. */
    private static void logOwnFailure(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        log.warn("request not sent: {} at {}", root.getClass().getName(), trace.length == 0 ? "unknown" : trace[0]);
    }

    /**
     * Returns the first bytes of the body. The status is what counts: when the body breaks off, or does not end in time, what
     * came of it is all there is.
     */
    private static String beginning(Response response) {
        if (response.body().contentLength() == 0) {
            return "";
        }
        byte[] bytes = new byte[Answered.MAX_BODY_BYTES];
        int length = 0;
        try {
            InputStream body = response.body().byteStream();
            int read;
            while (length < bytes.length && (read = body.read(bytes, length, bytes.length - length)) >= 0) {
                length += read;
            }
        } catch (IOException e) {
            log.debug("answer {} broke off after {} bytes of its body", response.code(), length);
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static @Nullable String header(Response response, String name) {
        // One that stands there twice must not count as one of the two.
        List<String> values = response.headers(name);
        String value = values.isEmpty() ? null : String.join(", ", values);
        return value == null || value.length() <= MAX_HEADER_CHARS ? value : value.substring(0, MAX_HEADER_CHARS);
    }

    private static Request onWire(String method, HttpUrl url, List<Header> headers, byte[] body) {
        var builder = new Request.Builder().url(url).method(method, new OneShotBody(body));
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
        return chain.withDns(new JudgedNames(this, request.url().port())).proceed(request);
    }

    /** The names of destinations on one port. Equal ones share their connections: OkHttp keeps those by host, port and this. */
    private record JudgedNames(GuardedClient client, int port) implements Dns {
        @Override
        public List<InetAddress> lookup(String host) throws UnknownHostException {
            return client.egress.addressesOf(host, port, client.resolveTimeout);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
