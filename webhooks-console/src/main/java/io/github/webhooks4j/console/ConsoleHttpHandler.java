package io.github.webhooks4j.console;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import java.io.IOException;

/**
 * Mounts a console in the JDK's own HTTP server, at any context path: {@code server.createContext("/webhooks", new
 * ConsoleHttpHandler(console))}. Thread-safe; reads no more of a body than a form may have.
 *
 * <p>Give the server an executor with several threads, and start the JVM with {@code
 * -Dsun.net.httpserver.maxReqTime=30} (seconds), since by default it waits indefinitely for a request.
 */
public final class ConsoleHttpHandler implements HttpHandler {
    private final WebhookConsole console;

    /** Creates a handler for {@code console}. */
    public ConsoleHttpHandler(WebhookConsole console) {
        this.console = requireNonNull(console, "console");
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            ConsoleResponse response = console.handle(request(exchange));
            response.headers().forEach(exchange.getResponseHeaders()::set);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head || response.body().length == 0) {
                exchange.sendResponseHeaders(response.status(), -1);
            } else {
                exchange.sendResponseHeaders(response.status(), response.body().length);
                exchange.getResponseBody().write(response.body());
            }
        }
    }

    private static ConsoleRequest request(HttpExchange exchange) throws IOException {
        String context = exchange.getHttpContext().getPath();
        String mount = context.endsWith("/") ? context.substring(0, context.length() - 1) : context;
        String path = exchange.getRequestURI().getRawPath();
        ConsoleRequest request = ConsoleRequest.of(
                        exchange.getRequestMethod(),
                        mount,
                        below(mount, path),
                        exchange.getRequestURI().getRawQuery())
                .withHeaders(exchange.getRequestHeaders())
                .withRemote(exchange.getRemoteAddress().getAddress())
                .withExchange(exchange)
                .withBody(exchange.getRequestBody().readNBytes(ConsoleRequest.MAX_BODY_BYTES + 1));
        return exchange instanceof HttpsExchange ? request.overTls() : request;
    }

    /** The server compares prefixes, so that {@code /webhooksX} arrives at {@code /webhooks} too. */
    private static String below(String mount, String path) {
        String rest = path.startsWith(mount) ? path.substring(mount.length()) : path;
        return rest.isEmpty() || rest.startsWith("/") ? rest : "/" + rest;
    }
}
