package io.github.webhooks4j.http.jdk;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.callback.CallbackResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Mounts a {@link CallbackEndpoint} in the JDK's own HTTP server, at any context path. Thread-safe; stores no more of a body
 * than a callback may have.
 *
 * <p>If a body has not arrived within 10 s, or the time that was set, however slowly it drips, the connection is closed without a response, so that no
 * sender occupies a thread of the server for longer. How long the request line and headers may take is up to the server, which
 * by default waits indefinitely: give it an executor with many threads, and start the JVM with {@code
 * -Dsun.net.httpserver.maxReqTime=30} (seconds).
 */
public final class CallbackHttpHandler implements HttpHandler {
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LEAST_BODY_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MOST_BODY_TIMEOUT = Duration.ofMinutes(10);
    /** How much of a body that is too large is read and discarded: a sender that is cut off would not see the response. */
    private static final int MAX_DISCARDED = 1 << 20;

    private final CallbackEndpoint endpoint;
    private final Duration bodyTimeout;

    /** Creates a handler for {@code endpoint}, with 10 s for a body to arrive. */
    public CallbackHttpHandler(CallbackEndpoint endpoint) {
        this(endpoint, BODY_TIMEOUT);
    }

    /**
     * Creates a handler for {@code endpoint} with another time for a body to arrive.
     *
     * @throws IllegalArgumentException if {@code bodyTimeout} is not 100 ms to 10 minutes
     */
    public CallbackHttpHandler(CallbackEndpoint endpoint, Duration bodyTimeout) {
        this.endpoint = requireNonNull(endpoint, "endpoint");
        if (bodyTimeout.compareTo(LEAST_BODY_TIMEOUT) < 0 || bodyTimeout.compareTo(MOST_BODY_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "bodyTimeout must be " + LEAST_BODY_TIMEOUT + " to " + MOST_BODY_TIMEOUT + ", was " + bodyTimeout);
        }
        this.bodyTimeout = bodyTimeout;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = readInTime(exchange);
            CallbackResponse response = endpoint.handle(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    exchange.getRequestHeaders().getFirst("Content-Encoding"),
                    body);
            response.headers().forEach(exchange.getResponseHeaders()::set);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(response.status(), -1);
            } else {
                exchange.sendResponseHeaders(response.status(), response.body().length);
                exchange.getResponseBody().write(response.body());
            }
        }
    }

    private byte[] readInTime(HttpExchange exchange) throws IOException {
        CompletableFuture<Boolean> reading = new CompletableFuture<Boolean>()
                .completeOnTimeout(false, bodyTimeout.toMillis(), TimeUnit.MILLISECONDS);
        // Before there is a response, closing the exchange closes the connection, which ends a read that blocks on it.
        CompletableFuture<Void> closed = reading.thenAccept(inTime -> {
            if (!inTime) {
                exchange.close();
            }
        });
        try {
            byte[] body = read(exchange.getRequestBody());
            if (!reading.complete(true)) {
                throw new IOException("the body of a callback must come within " + bodyTimeout);
            }
            return body;
        } catch (IndexOutOfBoundsException e) {
            // The JDK's server throws it for a chunk whose length is not an int.
            throw new IOException("the body of a callback has a chunk of impossible length", e);
        } finally {
            reading.complete(true);
            closed.join();
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        byte[] body = in.readNBytes(Callback.MAX_BYTES + 1);
        if (body.length > Callback.MAX_BYTES) {
            // Not with skip, which here would continue into what follows the body.
            byte[] discarded = new byte[8192];
            for (int total = 0; total < MAX_DISCARDED; total += discarded.length) {
                if (in.readNBytes(discarded, 0, discarded.length) < discarded.length) {
                    break;
                }
            }
        }
        return body;
    }
}
