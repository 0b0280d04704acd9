package io.github.webhooks4j.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.cli.io.RequestBody;
import io.github.webhooks4j.payload.InvalidPayloadException;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.InvalidSignatureException;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.transport.CallbackClient;
import io.github.webhooks4j.transport.CallbackResult;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a receiver does with a delivery, in this order: cap the body, verify it as raw bytes, parse it, remember its id,
 * respond, work, call back. Thread-safe.
 */
public final class Receiver implements HttpHandler {
    private final WebhookVerifier verifier;
    private final CallbackClient client;
    private final Function<PushPayload, Callback> work;
    private final Executor workers;
    private final Consumer<String> log;
    /** A real receiver stores these in its database, together with its work: see {@link io.github.webhooks4j.jdbc.Inbox}. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * Creates a receiver.
     *
     * @param verifier trusts the webhook's secret
     * @param client sends the callback
     * @param work processes a push and returns the result
     * @param workers where the work runs, after the response
     * @param log receives each step
     */
    public Receiver(
            WebhookVerifier verifier,
            CallbackClient client,
            Function<PushPayload, Callback> work,
            Executor workers,
            Consumer<String> log) {
        this.verifier = verifier;
        this.client = client;
        this.work = work;
        this.workers = workers;
        this.log = log;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = RequestBody.read(exchange, PushPayload.MAX_BYTES);
            exchange.sendResponseHeaders(receive(exchange, body), -1);
        }
    }

    private int receive(HttpExchange exchange, byte[] body) {
        if (body.length > PushPayload.MAX_BYTES) {
            log.accept("refuses a delivery: it has more than " + PushPayload.MAX_BYTES + " bytes");
            return 413;
        }
        VerifiedDelivery delivery;
        PushPayload payload;
        try {
            delivery = verifier.verify(exchange.getRequestHeaders()::getFirst, body);
            payload = PushPayload.parse(body);
        } catch (InvalidSignatureException e) {
            // The reason is for this log; the sender gets only the status.
            log.accept("refuses a delivery: " + e.reason());
            return 401;
        } catch (InvalidPayloadException e) {
            log.accept("refuses a delivery: " + e.getMessage());
            return 400;
        }
        return enqueue(delivery, payload) ? 202 : 503;
    }

    /** Returns whether the work is done already, or will be; if not, the delivery must be repeated. */
    private boolean enqueue(VerifiedDelivery delivery, PushPayload payload) {
        if (!seen.add(delivery.id())) {
            return true;
        }
        try {
            workers.execute(() -> callBack(payload, work.apply(payload)));
        } catch (RejectedExecutionException e) {
            seen.remove(delivery.id());
            log.accept("has no room for " + nameOf(payload));
            return false;
        }
        log.accept("receives " + nameOf(payload) + ", signature verified");
        return true;
    }

    private void callBack(PushPayload payload, Callback callback) {
        log.accept("calls back: " + callback.state().code()
                + (callback.description() == null ? "" : ", " + callback.description()));
        CallbackResult result = client.send(payload, callback);
        if (!(result instanceof CallbackResult.Accepted)) {
            log.accept("could not call back: " + result);
        }
    }

    private static String nameOf(PushPayload payload) {
        String tag = payload.pushData().tag();
        return Printable.of(payload.repository().repoName() + (tag == null ? "" : ":" + tag));
    }
}
