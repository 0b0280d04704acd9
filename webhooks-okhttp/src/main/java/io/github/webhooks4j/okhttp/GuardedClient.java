package io.github.webhooks4j.okhttp;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryRequest;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.DeliveryResult.NotAnswered;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
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
 * The one way onto the wire, for deliveries and for callbacks: one POST per call, to allowed addresses only, whatever comes
 * back is a result. Thread-safe.
 *
 * <p>An address is judged three times: when its name is resolved, where one denied address denies the whole name; when it is
 * dialled, since OkHttp resolves no literals; and when a request goes out on a connection that is open already, since the
 * policy may have changed meanwhile.
 */
final class GuardedClient implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GuardedClient.class);

    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_IDLE_CONNECTIONS = 512;
    // Many servers (Node.js, Apache httpd, Uvicorn) close idle connections after 5 s, and a request on one that they
    // have
    // just closed is a lost attempt, since nothing is sent twice.
    private static final int KEEP_ALIVE_SECONDS = 4;
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int LAST_STATUS = 599;
    private static final int UNKNOWN_LENGTH = -1;
    // An answer's headers may be 256 KiB, and these two are stored.
    private static final int MAX_HEADER_CHARS = 2048;

    private final Supplier<AddressPolicy> policy;
    private final @Nullable String httpsRule;
    private final Duration resolveTimeout;
    private final BoundedResolver resolver;
    private final Egress egress;
    private final OkHttpClient client;
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
                .connectionPool(new ConnectionPool(MAX_IDLE_CONNECTIONS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS))
                .addInterceptor(this::judgeNamesOnPort)
                .addNetworkInterceptor(this::sendOnAllowedConnection);
        if (settings.egressProxy == null) {
            this.egress = new DirectEgress(policy, resolver);
            builder.proxy(Proxy.NO_PROXY);
        } else {
            var proxied = new ProxiedEgress(settings.egressProxy, resolver);
            this.egress = proxied;
            builder.proxy(proxied.proxy()).proxyAuthenticator(proxied);
        }
        builder.socketFactory(new GuardedSocketFactory(egress::allows, settings.dialling));
        if (settings.tls != null) {
            builder.sslSocketFactory(settings.tls.sockets(), settings.tls.trust());
        }
        this.client = builder.build();
    }

    /** Sends one POST, as {@link io.github.webhooks4j.transport.Transport#deliver} promises. */
    DeliveryResult post(DeliveryRequest request) {
        var events = new ExchangeEvents();
        if (closed || Thread.currentThread().isInterrupted()) {
            return new NotAnswered(FailureCode.CALLED_OFF, events.timing());
        }
        HttpUrl url;
        try {
            url = read(request.url());
        } catch (RefusedUrlException e) {
            return new NotAnswered(FailureCode.ADDRESS_DENIED, events.timing());
        }
        if (isDeniedLiteral(url)) {
            return new NotAnswered(FailureCode.ADDRESS_DENIED, events.timing());
        }
        Call call = client.newCall(onWire(url, request));
        call.addEventListener(events);
        return exchange(call, events);
    }

    /** Returns the URL that is dialled for {@code text}; asks no name server. */
    HttpUrl read(String text) throws RefusedUrlException {
        HttpUrl url = DestinationUrl.parse(text);
        if (httpsRule != null && !url.isHttps()) {
            throw new RefusedUrlException(httpsRule, "http://");
        }
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
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
        resolver.close();
    }

    private DeliveryResult exchange(Call call, ExchangeEvents events) {
        try (Response response = call.execute()) {
            String body = beginning(response);
            return new Answered(
                    response.code(),
                    header(response, "Retry-After"),
                    header(response, "Location"),
                    body,
                    events.timing());
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            // Not only IOException: OkHttp throws unchecked ones at some answers, and InterruptedException undeclared.
            FailureCode code = codeOf(e, call, events);
            // An unchecked one may leave the connection open until the deadline.
            call.cancel();
            return new NotAnswered(code, events.timing());
        }
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
        String value = response.header(name);
        return value == null || value.length() <= MAX_HEADER_CHARS ? value : value.substring(0, MAX_HEADER_CHARS);
    }

    private static Request onWire(HttpUrl url, DeliveryRequest request) {
        var builder = new Request.Builder().url(url).post(new OneShotBody(request.body()));
        for (Header header : request.headers()) {
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

    private Response judgeNamesOnPort(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        return chain.withDns(new JudgedNames(this, request.url().port())).proceed(request);
    }

    /** The names of destinations on one port. Equal ones share their connections: OkHttp keeps those by host, port and this. */
    private record JudgedNames(GuardedClient client, int port) implements Dns {
        @Override
        public List<InetAddress> lookup(String host) throws UnknownHostException {
            return client.egress.addressesOf(host, port, client.resolveTimeout);
        }
    }

    private Response sendOnAllowedConnection(Interceptor.Chain chain) throws IOException {
        Connection connection = requireNonNull(chain.connection(), "connection");
        if (!egress.allows(connection.route().socketAddress())) {
            throw new DestinationDeniedException();
        }
        connection.socket().setSoTimeout(chain.readTimeoutMillis()); // begins a new answer, as GuardedSocket counts
        boolean ownUserAgent = chain.call().request().header("User-Agent") != null;
        Request request = chain.request();
        Response response;
        try {
            response = chain.proceed(
                    ownUserAgent
                            ? request
                            : request.newBuilder().removeHeader("User-Agent").build());
        } catch (IOException e) {
            if (e.getCause() instanceof EOFException && goesOn(connection.socket())) {
                // OkHttp says that the answer has ended when it has come to its limit: 256 KiB of headers, or of
                // interim
                // answers.
                throw new ProtocolException("too many headers or interim answers");
            }
            throw e;
        }
        if (response.code() < FIRST_FINAL_STATUS
                || response.code() > LAST_STATUS
                || response.body().contentLength() < UNKNOWN_LENGTH) {
            // After a 101 OkHttp would use the connection again; a negative length it would choke on later.
            connection.socket().close();
            throw new ProtocolException("invalid status or length");
        }
        return response;
    }

    private static boolean goesOn(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
