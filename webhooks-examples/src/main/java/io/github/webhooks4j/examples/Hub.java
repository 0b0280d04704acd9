package io.github.webhooks4j.examples;

import com.sun.net.httpserver.HttpServer;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.http.jdk.CallbackHttpHandler;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub in its smallest form: it publishes pushes to CI, which calls back, and then to the deployment. Its store is a file:
 * what was accepted is delivered also after a crash. Thread-safe.
 */
public final class Hub implements AutoCloseable {
    private static final int THREADS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final SqliteStore store;
    private final OkHttpTransport transport;
    private final HttpServer server;
    private final WebhookEngine engine;

    /**
     * Starts it.
     *
     * @param file the store, which is created if there is none
     * @param port where it receives callbacks, on 127.0.0.1; 0 for any free one
     * @throws IOException if the port is taken
     */
    public Hub(Path file, int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        store = SqliteStore.open(file);
        // Receivers are on this machine here. Without this line only public addresses are contacted.
        transport = OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
        engine = WebhookEngine.builder(store, transport)
                .callbackBase(url().resolve("/callbacks"))
                .start();
        server.createContext("/callbacks/", new CallbackHttpHandler(engine.callbacks()));
        server.start();
    }

    /** Returns where it receives callbacks. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Creates the webhook of a repository: first CI, and then, once CI has called back with success, the deployment. */
    public void createChain(String repository, WebhookSecret secret, URI ci, URI deploy) {
        engine.webhooks()
                .create(WebhookDraft.builder("CI, then deploy", repository, List.of(ci.toString(), deploy.toString()))
                        .secret(secret)
                        .build());
    }

    /** Publishes a push. When it returns, the push is on disk, and every webhook of the repository gets it. */
    public List<ChainId> push(String repository, String tag) {
        byte[] json = ("{\"push_data\":{\"tag\":\"" + tag + "\"},\"repository\":{\"repo_name\":\"" + repository
                        + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
        var id = new EventId("push-" + UUID.randomUUID());
        return engine.publish(PushEvents.of(id, Instant.now(), PushPayload.parse(json)))
                .chains();
    }

    /** Returns what happened to a chain, and what is next. */
    public ChainHistory history(ChainId chain) {
        return engine.history().chain(chain).orElseThrow();
    }

    @Override
    public void close() {
        engine.close();
        server.stop(0);
        threads.shutdown();
        transport.close();
        store.close();
    }
}
