package io.github.webhooks4j.console;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A console in the JDK's HTTP server, at {@code /hooks} of a port that is free. */
final class ConsoleServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    private ConsoleServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
    }

    static ConsoleServer of(WebhookConsole console) {
        return of(server -> console);
    }

    /** Mounts a console that is to know where it is mounted. */
    static ConsoleServer of(Function<ConsoleServer, WebhookConsole> console) {
        try {
            var server = new ConsoleServer();
            server.server.createContext("/hooks", new ConsoleHttpHandler(console.apply(server)));
            server.server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A site of another party with one page. */
    static ConsoleServer ofPage(String html) {
        try {
            var server = new ConsoleServer();
            byte[] page = html.getBytes(StandardCharsets.UTF_8);
            server.server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                }
            });
            server.server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String url(String path) {
        return origin() + "/hooks" + path;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
