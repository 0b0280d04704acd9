package io.github.webhooks4j.e2e.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.payload.PushPayload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The receivers of all webhooks, in the process of the tests, which is never killed: nodes are checked against their record. */
final class Receivers implements AutoCloseable {
    private static final Callback SUCCESS = Callback.success();
    private static final Callback FAILURE = Callback.failure().withDescription("2 tests failed");
    private static final Callback ERROR = Callback.error();

    private static final int BACKLOG = 512;
    private static final Duration LATE = Duration.ofMillis(1500);
    private static final Duration SLOW = Duration.ofMillis(300);
    /** How long a receiver that calls back inside the request waits for the response. */
    private static final int INSIDE_MILLIS = 1000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final long seed;
    private final Book book;
    private final CallbackSender callbacks;

    private Receivers(HttpServer server, long seed, Book book, CallbackSender callbacks) {
        this.server = server;
        this.seed = seed;
        this.book = book;
        this.callbacks = callbacks;
    }

    static Receivers start(long seed, Book book, CallbackSender callbacks) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        var receivers = new Receivers(server, seed, book, callbacks);
        server.setExecutor(receivers.threads);
        server.createContext("/", receivers::receive);
        server.start();
        return receivers;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            Hook hook = Hook.ofWord(path[1]);
            DeliveryId delivery = delivery(exchange.getRequestHeaders().getFirst("webhook-id"));
            if (delivery.step() != Integer.parseInt(path[2])) {
                book.fault("delivery " + delivery + " came to the destination of step " + path[2]);
            }
            book.checkOrder(delivery);
            Plan plan = Plan.of(seed, hook, delivery);
            String node = exchange.getRequestHeaders().getFirst("User-Agent");
            int number = book.of(delivery).arrived(node, plan.behaviour() == Plan.Behaviour.SILENT);
            react(exchange, new Reaction(hook, delivery, plan, number, callbackPath(delivery, body)));
        }
    }

    private void react(HttpExchange exchange, Reaction reaction) throws IOException {
        DeliveryLog log = book.of(reaction.delivery);
        if (reaction.hook == Hook.SLOW) {
            Await.pass(SLOW);
        }
        if (reaction.callsBackInside() && log.claimCallback()) {
            sendInside(reaction);
        }
        boolean refuses = reaction.plan.refuses(reaction.number);
        int status = refuses ? 503 : 200;
        log.responding(reaction.number, status);
        try {
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException e) {
            // The sender was killed; the request counts all the same.
        }
        if (!refuses) {
            callBack(reaction, log);
        }
    }

    private void callBack(Reaction reaction, DeliveryLog log) {
        if (log.claimCallback()) {
            switch (reaction.plan.behaviour()) {
                case SILENT, INSIDE, INSIDE_THEN_REFUSES -> {}
                case AFTER -> send(reaction, SUCCESS, Duration.ZERO);
                case LATE -> send(reaction, SUCCESS, LATE);
                case FAILURE -> send(reaction, FAILURE, Duration.ZERO);
                case ERROR -> send(reaction, ERROR, Duration.ZERO);
                case TWICE -> {
                    send(reaction, SUCCESS, Duration.ZERO);
                    send(reaction, SUCCESS, Duration.ZERO);
                }
                case CONFLICTING -> {
                    send(reaction, FAILURE, Duration.ZERO);
                    send(reaction, SUCCESS, Duration.ZERO);
                }
            }
        } else if (reaction.plan.behaviour() != Plan.Behaviour.SILENT
                && log.hasSent(SUCCESS.state())
                && reaction.plan.callsBackAgain(reaction.number)) {
            send(reaction, SUCCESS, Duration.ZERO);
        }
    }

    private void send(Reaction reaction, Callback callback, Duration delay) {
        send(reaction, callback, delay, () -> {});
    }

    private void send(Reaction reaction, Callback callback, Duration delay, Runnable onFinalResponse) {
        callbacks.send(reaction.delivery, reaction.callbackPath, callback, delay, onFinalResponse);
    }

    /** Waits a bit for the final response; the callback is repeated also after that. */
    private void sendInside(Reaction reaction) {
        var responded = new CountDownLatch(1);
        send(reaction, SUCCESS, Duration.ZERO, responded::countDown);
        try {
            boolean unused = responded.await(INSIDE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String callbackPath(DeliveryId delivery, byte[] body) {
        URI url = PushPayload.parse(body).callbackUrl();
        if (url == null) {
            throw new IllegalStateException("delivery " + delivery + " has no callback_url");
        }
        return url.getPath();
    }

    private static DeliveryId delivery(String webhookId) {
        return DeliveryId.parse(webhookId).orElseThrow();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        callbacks.close();
    }

    private record Reaction(Hook hook, DeliveryId delivery, Plan plan, int number, String callbackPath) {
        boolean callsBackInside() {
            return plan.behaviour() == Plan.Behaviour.INSIDE || plan.behaviour() == Plan.Behaviour.INSIDE_THEN_REFUSES;
        }
    }
}
