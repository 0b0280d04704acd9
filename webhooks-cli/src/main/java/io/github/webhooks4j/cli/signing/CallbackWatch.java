package io.github.webhooks4j.cli.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.InvalidCallbackException;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.LoopbackServer;
import io.github.webhooks4j.cli.io.RequestBody;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** Receives the callback of one delivery on 127.0.0.1. Thread-safe. */
final class CallbackWatch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIELD = "callback_url";
    private static final int KEY_BYTES = 16;

    private final LoopbackServer server = LoopbackServer.bind(0);
    private final CompletableFuture<Callback> first = new CompletableFuture<>();
    private final URI url;

    /** Serves at a path that only the receiver of the delivery learns. */
    CallbackWatch(RandomGenerator random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        String path = "/callbacks/" + HexFormat.of().formatHex(key);
        url = server.url(path);
        server.serve(path, this::handle);
        server.start();
    }

    /**
     * Returns a body with {@code callback_url}.
     *
     * @throws CommandFailure if it is no JSON object
     */
    byte[] addTo(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (json instanceof ObjectNode object) {
                return JSON.writeValueAsBytes(object.put(FIELD, url.toString()));
            }
        } catch (IOException e) {
            // Reported below, without the body.
        }
        throw CommandFailure.refused("with --watch the body must be a JSON object, to which " + FIELD + " is added");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(receive(exchange), -1);
        }
    }

    private int receive(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return 405;
        }
        try {
            first.complete(Callback.parse(RequestBody.read(exchange, Callback.MAX_BYTES)));
            return 200;
        } catch (InvalidCallbackException e) {
            return 400;
        }
    }

    /** Returns the first valid callback; empty if none comes within {@code longest}. */
    Optional<Callback> await(Duration longest) throws InterruptedException {
        try {
            return Optional.of(first.get(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the future is never completed with a failure", e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
