package io.github.webhooks4j.cli.listen;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.event.EventBody;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A receiver on 127.0.0.1 that prints every request, responds by a script, and may call back. */
final class Listener implements AutoCloseable {
    private static final int THREADS = 8;
    /** What an engine sends at most, and a little more; beyond it the response is 413. */
    private static final int MAX_BYTES = EventBody.MAX_BYTES + (64 << 10);

    private static final ScriptedResponse TOO_LARGE = new ScriptedResponse.Status(413, Map.of(), Duration.ZERO);

    private final HttpServer server;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, work -> {
        var thread = new Thread(work, "listen");
        thread.setDaemon(true);
        return thread;
    });
    private final PrintWriter out;
    private final ArrivalText text;
    private final List<ScriptedResponse> script;
    private final @Nullable CallbackSender callback;
    private final CountDownLatch left;
    private final AtomicInteger count = new AtomicInteger();

    /**
     * Binds it; {@link #start} serves.
     *
     * @param script the responses in order, of which the last one is repeated
     * @param callback calls back; null: nothing does
     * @param left is counted down when a request is done with
     * @throws CommandFailure if the port is taken
     */
    Listener(
            int port,
            PrintWriter out,
            ArrivalText text,
            List<ScriptedResponse> script,
            @Nullable CallbackSender callback,
            CountDownLatch left) {
        this.out = out;
        this.text = text;
        this.script = List.copyOf(script);
        this.callback = callback;
        this.left = left;
        try {
            server = HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        } catch (BindException e) {
            throw CommandFailure.refused(
                    "port " + port + " must be free, but it is taken; choose another one, or --port 0 for any");
        } catch (IOException e) {
            throw CommandFailure.refused("no server could be started on port " + port + ": " + e.getMessage());
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    void start() {
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BYTES + 1);
        ScriptedResponse scripted = script.get(Math.min(count.getAndIncrement(), script.size() - 1));
        ScriptedResponse response = body.length > MAX_BYTES ? TOO_LARGE : scripted;
        out.println(text.describe(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders()::getFirst,
                body,
                response));
        // It responds, and reports its own failures: no caller waits for it.
        var unused = threads.schedule(
                () -> finish(exchange, response, body), response.delay().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void finish(HttpExchange exchange, ScriptedResponse response, byte[] body) {
        try (exchange) {
            if (response instanceof ScriptedResponse.Status status) {
                status.headers().forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status.status(), -1);
            }
        } catch (IOException e) {
            out.println("  the sender did not wait for the response");
        }
        try {
            if (callback != null) {
                out.println("  " + callback.send(body));
            }
        } finally {
            left.countDown();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
