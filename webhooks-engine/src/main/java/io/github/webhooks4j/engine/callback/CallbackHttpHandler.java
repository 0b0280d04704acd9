package io.github.webhooks4j.engine.callback;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.webhooks4j.callback.Callback;
import java.io.IOException;

/**
 * Mounts a {@link CallbackEndpoint} in the JDK's own HTTP server, at any context path. Thread-safe; reads no more of a body
 * than a callback may have.
 */
public final class CallbackHttpHandler implements HttpHandler {
    private final CallbackEndpoint endpoint;

    /** Creates a handler for {@code endpoint}. */
    public CallbackHttpHandler(CallbackEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(Callback.MAX_BYTES + 1);
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
}
