package io.github.webhooks4j.engine.callback;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.webhooks4j.callback.Callback;
import java.io.IOException;
import java.io.InputStream;

/**
 * Mounts a {@link CallbackEndpoint} in the JDK's own HTTP server, at any context path. Thread-safe; keeps no more of a body
 * than a callback may have.
 */
public final class CallbackHttpHandler implements HttpHandler {
    /** So much of a body that is too large is read and forgotten: a sender who is cut off would see no answer. */
    private static final int MAX_DISCARDED = 1 << 20;

    private final CallbackEndpoint endpoint;

    /** Creates a handler for {@code endpoint}. */
    public CallbackHttpHandler(CallbackEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = read(exchange.getRequestBody());
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
