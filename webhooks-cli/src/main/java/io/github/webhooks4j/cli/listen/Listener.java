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
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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
    private final Inspector inspector;
    private final Behaviour behaviour;
    private final CallbackSender callbacks;
    private final Arrivals arrivals = new Arrivals();
    private final CountDownLatch left;

    /**
     * Binds it; {@link #start} serves.
     *
     * @param left is counted down when a request is done with
     * @throws CommandFailure if the port is taken
     */
    Listener(
            int port,
            PrintWriter out,
            Inspector inspector,
            Behaviour behaviour,
            CallbackSender callbacks,
            CountDownLatch left) {
        this.out = out;
        this.inspector = inspector;
        this.behaviour = behaviour;
        this.callbacks = callbacks;
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

    /** Returns what has come. */
    Arrivals arrivals() {
        return arrivals;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BYTES + 1);
        ScriptedResponse scripted = behaviour.nextResponse();
        ScriptedResponse response = body.length > MAX_BYTES ? TOO_LARGE : scripted;
        ScriptedCallback callback = behaviour.callback();
        Arrival arrival = inspector.inspect(exchange, body, response);
        arrivals.add(arrival);
        out.println(ArrivalText.of(arrival));
        // It responds, and reports its own failures: no caller waits for it.
        var unused = threads.schedule(
                () -> respond(exchange, response, () -> callBack(arrival, body, callback)),
                response.delay().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void respond(HttpExchange exchange, ScriptedResponse response, Runnable then) {
        try (exchange) {
            if (response instanceof ScriptedResponse.Status status) {
                status.headers().forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status.status(), -1);
            }
        } catch (IOException e) {
            out.println("  the sender did not wait for the response");
        }
        then.run();
    }

    private void callBack(Arrival arrival, byte[] body, ScriptedCallback callback) {
        if (callback.callback().isEmpty()) {
            left.countDown();
            return;
        }
        // As above.
        var unused = threads.schedule(
                () -> {
                    try {
                        String result = inspector.isTrusted(arrival)
                                ? callbacks.send(callback.callback().get(), body)
                                : "not called back: the signature is not valid";
                        arrivals.setCallback(arrival.number(), result);
                        out.println("  " + result);
                    } finally {
                        left.countDown();
                    }
                },
                callback.delay().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
