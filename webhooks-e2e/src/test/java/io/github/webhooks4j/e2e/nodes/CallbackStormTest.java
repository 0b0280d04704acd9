package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.CI;
import static io.github.webhooks4j.e2e.nodes.Nodes.DEPLOY;
import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.callback.CallbackResponse;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand threads call back at once for one step, in ten different ways: the step is advanced once. */
@Tag("postgres")
@Tag("e2e")
class CallbackStormTest {
    private static final int THREADS = 1_000;
    private static final int WAYS = 10;
    private static final String FIRST = "200 {\"result\":\"The callback is accepted.\"}";
    private static final String AGAIN = "200 {\"result\":\"The same callback was accepted before.\"}";
    private static final String OTHER =
            "409 {\"error\":\"Another callback was accepted before; this one changes nothing.\"}";

    private final ScriptedTransport transport = new ScriptedTransport();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void advances_the_step_once_on_sqlite() throws Exception {
        try (SqliteStore store = SqliteStore.open(directory.resolve("hub.db"));
                WebhookEngine engine = start(store)) {
            assertAdvancesOnce(List.of(engine));
        }
    }

    @Test
    void advances_the_step_once_on_two_nodes_on_postgresql() throws Exception {
        var database = PostgresServer.newSchema();
        try (HikariDataSource onePool = Nodes.pool(database, Duration.ofSeconds(20));
                HikariDataSource otherPool = Nodes.pool(database, Duration.ofSeconds(20));
                PostgresStore oneStore = PostgresStore.open(onePool);
                PostgresStore otherStore = PostgresStore.open(otherPool);
                WebhookEngine one = start(oneStore);
                WebhookEngine other = start(otherStore)) {
            assertAdvancesOnce(List.of(one, other));
        }
    }

    private WebhookEngine start(Store store) {
        return WebhookEngine.builder(store, transport)
                .callbackBase(URI.create("https://hub.example/callbacks"))
                .callbackRateLimit(RateLimit.perSecond(THREADS))
                .start();
    }

    private void assertAdvancesOnce(List<WebhookEngine> engines) throws Exception {
        WebhookEngine engine = engines.get(0);
        engine.webhooks().create(draft(CI, DEPLOY));
        ChainId chain = engine.publish(push("push-1")).chains().get(0);
        await(() -> engine.history().chain(chain).orElseThrow().state() instanceof ChainState.AwaitingCallback);
        byte[] delivered = transport.requests(CI).get(0).body();
        String path = requireNonNull(PushPayload.parse(delivered).callbackUrl()).getPath();

        List<String> answers = storm(engines, path);

        int winner = answers.indexOf(FIRST) % WAYS;
        assertThat(answers).filteredOn(FIRST::equals).hasSize(1);
        for (int i = 0; i < THREADS; i++) {
            assertThat(answers.get(i))
                    .as("thread %d", i)
                    .isIn(i % WAYS == winner ? List.of(FIRST, AGAIN) : List.of(OTHER));
        }
        await(() -> engine.history().chain(chain).orElseThrow().state() instanceof ChainState.AwaitingCallback
                && !transport.requests(DEPLOY).isEmpty());
        ChainHistory history = engine.history().chain(chain).orElseThrow();
        assertThat(history.state().step()).isEqualTo(1);
        assertThat(history.steps().get(0).callback().orElseThrow().callback()).isEqualTo(way(winner));
        assertThat(transport.requests(CI)).hasSize(1);
        assertThat(transport.requests(DEPLOY)).hasSize(1);
    }

    private List<String> storm(List<WebhookEngine> engines, String path) throws Exception {
        var ready = new CountDownLatch(THREADS);
        var begin = new CountDownLatch(1);
        var answers = new ArrayList<Future<String>>();
        for (int i = 0; i < THREADS; i++) {
            WebhookEngine engine = engines.get(i % engines.size());
            byte[] body = way(i % WAYS).toJson();
            answers.add(threads.submit(() -> {
                ready.countDown();
                begin.await();
                return text(engine.callbacks().handle("POST", path, body));
            }));
        }
        assertThat(ready.await(30, SECONDS)).isTrue();
        begin.countDown();
        var texts = new ArrayList<String>();
        for (Future<String> answer : answers) {
            texts.add(answer.get(30, SECONDS));
        }
        return texts;
    }

    private static Callback way(int way) {
        return Callback.success().withContext("CI " + way);
    }

    private static String text(CallbackResponse response) {
        return response.status() + " " + new String(response.body(), StandardCharsets.UTF_8);
    }
}
