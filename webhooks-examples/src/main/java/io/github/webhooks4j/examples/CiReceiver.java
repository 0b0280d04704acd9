package io.github.webhooks4j.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.payload.InvalidPayloadException;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.InvalidSignatureException;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.CallbackClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A receiver that tests an image, which takes longer than a response may: it responds first, and calls back with the result.
 * In this order it caps the body, verifies it as raw bytes, parses it, remembers its id, responds, works, calls back.
 * Thread-safe.
 */
public final class CiReceiver implements AutoCloseable {
    private static final int THREADS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .build();
    /** In memory, since a test that is run twice does no harm. {@link DeployReceiver} stores them. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private final WebhookVerifier verifier;
    private final CallbackClient callbacks;
    private final HttpServer server;

    /**
     * Starts it.
     *
     * @param port where it receives, on 127.0.0.1; 0 for any free one
     * @param secret that of the webhook
     * @param hub the one that it calls back: no other, whatever a body says
     * @throws IOException if the port is taken
     */
    public CiReceiver(int port, WebhookSecret secret, URI hub) throws IOException {
        verifier = WebhookVerifier.of(secret);
        callbacks = CallbackClient.builder(Set.of(hub.getAuthority()), transport)
                .allowPlainHttp()
                .build();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/ci", this::handle);
        server.start();
    }

    /** Returns where it receives. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ci");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(PushPayload.MAX_BYTES + 1);
            exchange.sendResponseHeaders(receive(exchange, body), -1);
        }
    }

    private int receive(HttpExchange exchange, byte[] body) {
        if (body.length > PushPayload.MAX_BYTES) {
            return 413;
        }
        try {
            VerifiedDelivery delivery = verifier.verify(exchange.getRequestHeaders()::getFirst, body);
            PushPayload push = PushPayload.parse(body);
            if (seen.add(delivery.id())) {
                threads.execute(() -> callbacks.send(push, test(push)));
            }
            return 202;
        } catch (InvalidSignatureException e) {
            // A forger learns no more than that it was refused.
            return 401;
        } catch (InvalidPayloadException e) {
            return 400;
        }
    }

    private static Callback test(PushPayload push) {
        boolean tagged = push.pushData().tag() != null;
        return tagged
                ? Callback.success().withContext("Acme CI").withDescription("387 tests PASSED")
                : Callback.failure().withContext("Acme CI").withDescription("the image has no tag");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        callbacks.close();
        transport.close();
    }
}
