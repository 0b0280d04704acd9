package io.github.webhooks4j.transport;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RetryAfter;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.transport.internal.address.DestinationUrl;
import io.github.webhooks4j.transport.internal.address.InvalidUrlException;
import io.github.webhooks4j.transport.internal.time.Timeouts;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Sends the {@link Callback} of a receiver to the callback URL of a payload. Thread-safe; {@link #send} blocks its
 * thread, which must not be one on which the transport reports results.
 *
 * <p>The callback URL came with the payload. Where payloads are not signed, it is untrusted. A client is therefore made
 * for the hosts that it may send to, each compared as a whole, and sends to no other; only to https URLs, unless set
 * otherwise; only to addresses that the transport allows; it follows no redirects and sends no credentials,
 * even if the URL has some.
 *
 * <p>After no response, 408, 429 or 5xx, the callback is sent again: 5 attempts by default, after 0.5, 1, 2 and 4
 * seconds, each ±20 %, or later if {@code Retry-After} asks for it, up to 30 seconds. Any other response, or a denied
 * address, ends it at once. When a connection that carried other requests before is lost without a byte of the response,
 * the callback is sent once more at once, on a new connection; that attempt is not one of the five.
 */
public final class CallbackClient implements AutoCloseable {
    /**
     * The host of every callback URL that Docker Hub sends. Docker Hub takes no callbacks since 2024: that URL responds 404,
     * and {@link #send} returns {@link CallbackResult.Refused}. For hubs of one's own under that name.
     */
    public static final Set<String> DOCKER_HUB = Set.of("registry.hub.docker.com");

    private static final List<Header> HEADERS =
            List.of(new Header("Content-Type", "application/json"), new Header("User-Agent", OutboundRequest.PRODUCT));
    private static final RetrySchedule STANDARD_RETRIES = new RetrySchedule(
            List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)), 0.2);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(30);
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final Transport transport;
    private final boolean httpsOnly;
    private final Duration callTimeout;
    private final RetrySchedule retries;
    private final Set<AllowedHost> allowedHosts;
    private final Clock clock;
    private final RandomGenerator random;
    private final Pause pause;
    private final CountDownLatch closed = new CountDownLatch(1);

    private CallbackClient(Builder builder) {
        this.transport = builder.transport;
        this.httpsOnly = builder.httpsOnly;
        this.callTimeout = builder.callTimeout;
        this.retries = builder.retries;
        this.allowedHosts = builder.allowedHosts;
        this.clock = builder.clock;
        this.random = builder.random;
        this.pause =
                builder.pause != null ? builder.pause : wait -> !closed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits between two attempts. */
    @FunctionalInterface
    interface Pause {
        /** Returns true after the whole wait, false if the client was closed before. */
        boolean last(Duration wait) throws InterruptedException;
    }

    /**
     * Returns a builder. Every other setting has a default.
     *
     * @param allowedHosts the hosts that callbacks may be sent to, at least one: those of the hubs that send the
     *     payloads. Each is {@code host} for the scheme's default port, or {@code
     *     host:port} for exactly that port; an IPv6 address is written in brackets. Names below a host are other hosts
     * @param transport sends the callbacks to the addresses that its policy allows; the application closes it
     * @throws IllegalArgumentException if there is none, or one is not a host
     */
    public static Builder builder(Set<String> allowedHosts, Transport transport) {
        if (allowedHosts.isEmpty()) {
            throw new IllegalArgumentException("allowedHosts must be at least one host, was none");
        }
        return new Builder(
                allowedHosts.stream().map(AllowedHost::parse).collect(Collectors.toUnmodifiableSet()),
                requireNonNull(transport, "transport"));
    }

    /** Sends {@code callback} to the callback URL of {@code payload}; {@link CallbackResult.NoCallbackUrl} if it has none. */
    public CallbackResult send(PushPayload payload, Callback callback) {
        URI callbackUrl = payload.callbackUrl();
        return callbackUrl == null ? new CallbackResult.NoCallbackUrl() : send(callbackUrl, callback);
    }

    /**
     * Sends {@code callback} to {@code callbackUrl}. Never throws because of the URL or the other side: a URL that is
     * not allowed is {@link CallbackResult.UrlNotAllowed}. Ends early, with the result of the last attempt, when the
     * thread is interrupted, which keeps its interrupt flag, or this client is closed.
     */
    public CallbackResult send(URI callbackUrl, Callback callback) {
        try {
            HttpUrl url = DestinationUrl.parse(callbackUrl.toString());
            if (httpsOnly && !url.isHttps()) {
                return new CallbackResult.UrlNotAllowed("must begin with https://", "http://");
            }
            if (allowedHosts.stream().noneMatch(host -> host.isOf(url))) {
                return new CallbackResult.UrlNotAllowed(
                        "must have an allowed host and port", Violation.quote(url.host() + ':' + url.port()));
            }
        } catch (InvalidUrlException e) {
            return new CallbackResult.UrlNotAllowed(e.rule(), e.actual());
        }
        var request = OutboundRequest.post(callbackUrl.toString(), HEADERS, callback.toJson(), callTimeout);
        int attempt = 1;
        int failures = 0;
        while (true) {
            DeliveryResult result = exchange(request);
            if (result instanceof NoResponse lost && lost.code() == FailureCode.REUSED_CONNECTION_LOST) {
                attempt++;
                result = exchange(request.onNewConnection());
            }
            if (result instanceof Response answered && !isWorthRetrying(answered.status())) {
                return answered.status() < 300
                        ? new CallbackResult.Accepted(answered.status(), attempt)
                        : new CallbackResult.Refused(answered.status(), answered.body(), attempt);
            }
            failures++;
            Optional<Duration> wait = waitAfter(result, failures);
            if (wait.isEmpty() || !lasts(wait.get())) {
                return new CallbackResult.NotDelivered(result, attempt);
            }
            attempt++;
        }
    }

    /**
     * Ends the waits between attempts, and with them the callbacks. An attempt in flight ends with its response, at its
     * deadline, or when the transport is closed, which this client does not do.
     */
    @Override
    public void close() {
        closed.countDown();
    }

    private DeliveryResult exchange(OutboundRequest request) {
        if (transport instanceof BlockingTransport blocking) {
            return blocking.exchange(request);
        }
        var result = new CompletableFuture<DeliveryResult>();
        Exchange exchange = transport.send(request, result::complete);
        try {
            return result.get();
        } catch (InterruptedException e) {
            exchange.abort();
            Thread.currentThread().interrupt();
            return result.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a transport reports a failure as a result", e);
        }
    }

    private static boolean isWorthRetrying(int status) {
        return status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= 500;
    }

    private Optional<Duration> waitAfter(DeliveryResult result, int failures) {
        if (result instanceof NoResponse notAnswered && isFinal(notAnswered.code())) {
            return Optional.empty();
        }
        Duration asked = result instanceof Response answered
                ? RetryAfter.parse(answered.retryAfter(), clock.instant()).orElse(Duration.ZERO)
                : Duration.ZERO;
        Duration bounded = asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
        return retries.delayAfter(failures, random).map(gap -> gap.compareTo(bounded) > 0 ? gap : bounded);
    }

    private static boolean isFinal(FailureCode code) {
        return code == FailureCode.ADDRESS_DENIED || code == FailureCode.ABORTED;
    }

    private boolean lasts(Duration wait) {
        try {
            return pause.last(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Builds a {@link CallbackClient}. Not thread-safe. */
    public static final class Builder {
        private final Set<AllowedHost> allowedHosts;
        private final Transport transport;
        private boolean httpsOnly = true;
        private Duration callTimeout = Duration.ofSeconds(20);
        private RetrySchedule retries = STANDARD_RETRIES;
        private Clock clock = Clock.systemUTC();
        // Called from many threads: each must get its own generator.
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        private @Nullable Pause pause;

        private Builder(Set<AllowedHost> allowedHosts, Transport transport) {
            this.allowedHosts = allowedHosts;
            this.transport = transport;
        }

        /** Allows http callback URLs too, which anyone on the network path can read and change; default: https only. */
        public Builder allowPlainHttp() {
            httpsOnly = false;
            return this;
        }

        /** Sets when a callback without a response is sent again; default: after 0.5, 1, 2 and 4 seconds, each ±20 %. */
        public Builder retrySchedule(RetrySchedule retries) {
            this.retries = requireNonNull(retries, "retries");
            return this;
        }

        /**
         * Sets the deadline of one attempt, from name resolution to the last byte read; default: 20 seconds.
         *
         * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
         */
        public Builder callTimeout(Duration timeout) {
            callTimeout = Timeouts.checked("callTimeout", timeout);
            return this;
        }

        /** Returns the client. */
        public CallbackClient build() {
            return new CallbackClient(this);
        }

        Builder pausing(Pause pause, Clock clock, RandomGenerator random) {
            this.pause = pause;
            this.clock = clock;
            this.random = random;
            return this;
        }
    }
}
