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
 * A receiver of webhooks on loopback, over real HTTP, for the tests of hosts: it records what is delivered, and answers and
 * calls back as the test chooses. Thread-safe.
 *
 * <pre>{@code
 * try (var ci = ReceiverFixture.start()) {
 *     ci.react(Reaction.answer(202).withCallbacksAfter(Callback.success()));
 *     // create a webhook with ci.url() as its destination, and publish
 *     RecordedDelivery delivery = ci.awaitDeliveries(1, Duration.ofSeconds(5)).get(0);
 * }
 * }</pre>
 */
public final class ReceiverFixture implements AutoCloseable {

    private static final Duration CALLBACK_TIMEOUT = Duration.ofSeconds(10);

    private final HttpServer server;
    private final ExecutorService threads;
    private final HttpClient client;

    // guarded by this
    private final List<RecordedDelivery> deliveries = new ArrayList<>();
    private final List<CallbackAnswer> callbackAnswers = new ArrayList<>();
    private Function<RecordedDelivery, Reaction> reactions = delivery -> Reaction.answer(200);

    private ReceiverFixture(HttpServer server) {
        this.server = server;
        this.threads = Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "receiver-fixture");
            thread.setDaemon(true);
            return thread;
        });
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CALLBACK_TIMEOUT)
                .build();
    }

    /**
     * Starts a receiver on a free port, which answers 200 and never calls back until it is told otherwise.
     *
     * @throws UncheckedIOException if there is no free port
     */
    public static ReceiverFixture start() {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var receiver = new ReceiverFixture(server);
        server.setExecutor(receiver.threads);
        server.createContext("/", receiver::receive);
        server.start();
        return receiver;
    }

    /** Returns the URL to deliver to; every path below it is taken too. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Makes this the reaction to every delivery from now on. */
    public void react(Reaction reaction) {
        react(delivery -> reaction);
    }

    /**
     * Makes each delivery from now on choose its reaction. {@code reactions} runs on the thread of the request and without a
     * lock; while it blocks, the delivery has no answer.
     */
    public synchronized void react(Function<RecordedDelivery, Reaction> reactions) {
        this.reactions = reactions;
    }

    /** Returns every delivery so far, in the order in which they came. */
    public synchronized List<RecordedDelivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** Returns what each callback so far was answered, in the order of the answers. */
    public synchronized List<CallbackAnswer> callbackAnswers() {
        return List.copyOf(callbackAnswers);
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
     * Waits until {@code count} callbacks were answered, or could not be delivered, and returns all.
     *
     * @throws AssertionError if there were fewer after {@code patience}
     */
    public synchronized List<CallbackAnswer> awaitCallbackAnswers(int count, Duration patience)
            throws InterruptedException {
        await(callbackAnswers, "callback answers", count, patience);
        return callbackAnswers();
    }

    private void await(List<?> list, String what, int count, Duration patience) throws InterruptedException {
        Patience.await(
                this,
                patience,
                () -> list.size() >= count,
                () -> "the receiver had " + list.size() + " of " + count + " " + what + " after " + patience);
    }

    /**
     * Calls back for a delivery, now and on this thread, and returns what was answered, which is recorded too.
     *
     * @throws io.github.webhooks4j.payload.InvalidPayloadException if the delivery is not that of a push
     */
    public CallbackAnswer callBack(RecordedDelivery delivery, Callback callback) {
        CallbackAnswer answer = post(delivery.payload().callbackUrl(), callback);
        synchronized (this) {
            callbackAnswers.add(answer);
            notifyAll();
        }
        return answer;
    }

    /** Ends the receiver; what it works on is cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        Reaction reaction;
        RecordedDelivery delivery = read(exchange);
        try (exchange) {
            Function<RecordedDelivery, Reaction> chooser;
            synchronized (this) {
                deliveries.add(delivery);
                chooser = reactions;
                notifyAll();
            }
            reaction = chooser.apply(delivery);
            reaction.callbacksBefore().forEach(callback -> callBack(delivery, callback));
            answer(exchange, reaction);
        }
        reaction.callbacksAfter().forEach(callback -> callBack(delivery, callback));
    }

    private RecordedDelivery read(HttpExchange exchange) throws IOException {
        var headers = new ArrayList<Header>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
        String path = exchange.getRequestURI().toString().substring(1);
        return new RecordedDelivery(
                url() + path, headers, exchange.getRequestBody().readAllBytes());
    }

    private static void answer(HttpExchange exchange, Reaction reaction) throws IOException {
        reaction.headers().forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        byte[] body = reaction.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reaction.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private CallbackAnswer post(@Nullable URI callbackUrl, Callback callback) {
        if (callbackUrl == null) {
            return new CallbackAnswer(callback, 0, "the delivery has no callback_url");
        }
        HttpRequest request = HttpRequest.newBuilder(callbackUrl)
                .timeout(CALLBACK_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(callback.toJson()))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new CallbackAnswer(callback, response.statusCode(), response.body());
        } catch (IOException e) {
            return new CallbackAnswer(callback, 0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CallbackAnswer(callback, 0, "the receiver was interrupted");
        }
    }
}
