package io.github.webhooks4j.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.Header;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of webhooks on loopback, over real HTTP, for the tests of applications: it records every delivery, and
 * responds and calls back as the test chooses. Thread-safe.
 *
 * <pre>{@code
 * try (var ci = TestReceiver.start()) {
 *     ci.respondWith(ReceiverResponse.of(202).withCallbacksAfter(Callback.success()));
 *     // create a webhook with ci.url() as its destination, and publish
 *     RecordedDelivery delivery = ci.awaitDeliveries(1, Duration.ofSeconds(5)).get(0);
 * }
 * }</pre>
 */
public final class TestReceiver implements AutoCloseable {

    private static final Duration CALLBACK_TIMEOUT = Duration.ofSeconds(10);

    private final HttpServer server;
    private final ExecutorService threads;
    private final HttpClient client;

    // guarded by this
    private final List<RecordedDelivery> deliveries = new ArrayList<>();
    private final List<RecordedCallback> callbacks = new ArrayList<>();
    private Function<RecordedDelivery, ReceiverResponse> responses = delivery -> ReceiverResponse.of(200);

    private TestReceiver(HttpServer server) {
        this.server = server;
        this.threads = Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "test-receiver");
            thread.setDaemon(true);
            return thread;
        });
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CALLBACK_TIMEOUT)
                .build();
    }

    /**
     * Starts a receiver on a free port, which responds 200 and never calls back until {@link #respondWith} changes that.
     *
     * @throws UncheckedIOException if there is no free port
     */
    public static TestReceiver start() {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var receiver = new TestReceiver(server);
        server.setExecutor(receiver.threads);
        server.createContext("/", receiver::receive);
        server.start();
        return receiver;
    }

    /** Returns the URL to deliver to; every path below it is accepted too. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Responds like this to every delivery from now on. */
    public void respondWith(ReceiverResponse response) {
        respondWith(delivery -> response);
    }

    /**
     * Chooses the response to each delivery from now on. {@code responses} runs on the thread of the request and without a
     * lock; while it blocks, the delivery has no response.
     */
    public synchronized void respondWith(Function<RecordedDelivery, ReceiverResponse> responses) {
        this.responses = responses;
    }

    /** Returns every delivery so far, in the order in which they came. */
    public synchronized List<RecordedDelivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** Returns every callback so far, in the order of the responses to them. */
    public synchronized List<RecordedCallback> callbacks() {
        return List.copyOf(callbacks);
    }

    /**
     * Waits until there were {@code count} deliveries, and returns all.
     *
     * @throws AssertionError if there were fewer after {@code patience}
     */
    public synchronized List<RecordedDelivery> awaitDeliveries(int count, Duration patience)
            throws InterruptedException {
        await(deliveries, "deliveries", count, patience);
        return deliveries();
    }

    /**
     * Waits until {@code count} callbacks had a response, or could not be delivered, and returns all.
     *
     * @throws AssertionError if there were fewer after {@code patience}
     */
    public synchronized List<RecordedCallback> awaitCallbacks(int count, Duration patience)
            throws InterruptedException {
        await(callbacks, "callbacks", count, patience);
        return callbacks();
    }

    private void await(List<?> list, String what, int count, Duration patience) throws InterruptedException {
        Patience.await(
                this,
                patience,
                () -> list.size() >= count,
                () -> "the receiver had " + list.size() + " of " + count + " " + what + " after " + patience);
    }

    /**
     * Calls back for a delivery, now and on this thread, and returns the response, which is recorded too.
     *
     * @throws io.github.webhooks4j.payload.InvalidPayloadException if the delivery is not that of a push
     */
    public RecordedCallback callBack(RecordedDelivery delivery, Callback callback) {
        RecordedCallback recorded = post(delivery.payload().callbackUrl(), callback);
        synchronized (this) {
            callbacks.add(recorded);
            notifyAll();
        }
        return recorded;
    }

    /** Stops the receiver and closes its connections. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        ReceiverResponse response;
        RecordedDelivery delivery = read(exchange);
        try (exchange) {
            Function<RecordedDelivery, ReceiverResponse> chooser;
            synchronized (this) {
                deliveries.add(delivery);
                chooser = responses;
                notifyAll();
            }
            response = chooser.apply(delivery);
            response.callbacksBefore().forEach(callback -> callBack(delivery, callback));
            respond(exchange, response);
        }
        response.callbacksAfter().forEach(callback -> callBack(delivery, callback));
    }

    private RecordedDelivery read(HttpExchange exchange) throws IOException {
        var headers = new ArrayList<Header>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
        String path = exchange.getRequestURI().toString().substring(1);
        return new RecordedDelivery(
                url() + path, headers, exchange.getRequestBody().readAllBytes());
    }

    private static void respond(HttpExchange exchange, ReceiverResponse response) throws IOException {
        response.headers().forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private RecordedCallback post(@Nullable URI callbackUrl, Callback callback) {
        if (callbackUrl == null) {
            return new RecordedCallback(callback, 0, "the delivery has no callback_url");
        }
        HttpRequest request = HttpRequest.newBuilder(callbackUrl)
                .timeout(CALLBACK_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(callback.toJson()))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new RecordedCallback(callback, response.statusCode(), response.body());
        } catch (IOException e) {
            return new RecordedCallback(callback, 0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new RecordedCallback(callback, 0, "the receiver was interrupted");
        }
    }
}
