package io.github.webhooks4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.http.jdk.CallbackHttpHandler;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An engine that is built before the server on which its callbacks arrive listens, on any free port. */
class RandomPortTest {
    private static final String FIRST = "https://ci.example/hook";
    private static final String SECOND = "https://deploy.example/hook";

    @Test
    void receivers_call_back_to_a_port_that_is_known_after_the_engine_has_started() throws Exception {
        var transport = new ScriptedTransport();
        var server = new AtomicReference<@Nullable HttpServer>();
        try (WebhookEngine engine = WebhookEngine.builder(new InMemoryStore(), transport)
                .callbackBase(() -> url(server.get()))
                .start()) {
            engine.webhooks()
                    .create(WebhookDraft.builder("CI and deploy", "acme/app", List.of(FIRST, SECOND))
                            .expectFinalCallback(false)
                            .build());
            ChainId chain = engine.publish(PushEvents.of(
                            new EventId("push-1"),
                            Instant.now(),
                            PushPayload.of(
                                    PushData.of(Instant.now(), "ada", "latest"),
                                    Repository.builder("acme/app").build())))
                    .chains()
                    .get(0);
            Awaitility.await().until(() -> engine.health().problems(), problems -> problems.size() == 1);
            assertThat(transport.requests()).isEmpty();
            server.set(listen(engine));
            try {
                Awaitility.await().until(() -> !transport.requests(FIRST).isEmpty());
                assertThat(callBack(transport.requests(FIRST).get(0).body())).isEqualTo(200);
                Awaitility.await()
                        .until(
                                () -> engine.history()
                                        .chain(chain)
                                        .orElseThrow()
                                        .state()
                                        .code(),
                                "complete"::equals);
            } finally {
                stop(server.get());
            }
            assertThat(engine.health().problems()).isEmpty();
        }
    }

    private static @Nullable URI url(@Nullable HttpServer server) {
        return server == null
                ? null
                : URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/callbacks");
    }

    private static HttpServer listen(WebhookEngine engine) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/callbacks", new CallbackHttpHandler(engine.callbacks()));
        server.start();
        return server;
    }

    private static void stop(@Nullable HttpServer server) {
        if (server != null) {
            server.stop(0);
        }
    }

    private static int callBack(byte[] payload) throws IOException, InterruptedException {
        URI url = PushPayload.parse(payload).callbackUrl();
        assertThat(url).isNotNull();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .timeout(Duration.ofSeconds(10))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(
                                        Callback.success().toJson()))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
