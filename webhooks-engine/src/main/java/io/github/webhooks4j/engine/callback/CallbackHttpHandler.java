package io.github.webhooks4j.engine.callback;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.webhooks4j.callback.Callback;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Mounts a {@link CallbackEndpoint} in the JDK's own HTTP server, at any context path. Thread-safe; keeps no more of a body
 * than a callback may have.
 *
 * <p>A body that has not come within 10 s, however slowly it drips, has its connection closed without an answer, so that no
 * sender keeps a thread of the server for longer. What comes before the body is the server's own affair, which waits for ever
 * unless told otherwise: give it an executor with many threads, and start the JVM with {@code
 * -Dsun.net.httpserver.maxReqTime=30} (seconds).
 */
public final class CallbackHttpHandler implements HttpHandler {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** So much of a body that is too large is read and forgotten: a sender who is cut off would see no answer. */
    private static final int MAX_DISCARDED = 1 << 20;

    private final CallbackEndpoint endpoint;
    private final Duration patience;

    /** Creates a handler for {@code endpoint}. */
    public CallbackHttpHandler(CallbackEndpoint endpoint) {
        this(endpoint, PATIENCE);
    }

    CallbackHttpHandler(CallbackEndpoint endpoint, Duration patience) {
        this.endpoint = requireNonNull(endpoint, "endpoint");
        this.patience = patience;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = readInTime(exchange);
            CallbackResponse response = endpoint.handle(
                    exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), body);
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
        CompletableFuture<Boolean> reading =
                new CompletableFuture<Boolean>().completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS);
        // Before there is an answer, closing the exchange closes the connection, which ends a read that waits for it.
        CompletableFuture<Void> closed = reading.thenAccept(inTime -> {
            if (!inTime) {
                exchange.close();
            }
        });
        try {
            byte[] body = read(exchange.getRequestBody());
            if (!reading.complete(true)) {
                throw new IOException("the body of a callback must come within " + patience);
            }
            return body;
        } catch (IndexOutOfBoundsException e) {
            // Which is what the JDK's server makes of a chunk whose length is no int.
            throw new IOException("the body of a callback has a chunk of impossible length", e);
        } finally {
            reading.complete(true);
            closed.join();
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        byte[] body = in.readNBytes(Callback.MAX_BYTES + 1);
        if (body.length > Callback.MAX_BYTES) {
            // Not with skip, which here would go on into whatever follows the body.
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
