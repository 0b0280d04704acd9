package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.CI;
import static io.github.webhooks4j.e2e.nodes.Nodes.DEPLOY;
import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an engine needs of a pool: five connections, whatever it has to do. */
@Tag("postgres")
@Tag("e2e")
class SmallPoolTest {
    private static final int PUBLISHERS = 16;
    private static final int EVENTS_EACH = 60;

    private final Nodes nodes = new Nodes();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> problems = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean published = new AtomicBoolean();

    @AfterEach
    void close() {
        threads.shutdown();
        nodes.close();
    }

    @Test
    void of_five_connections_is_enough_for_an_engine_under_load() {
        HikariDataSource pool = pool();
        Node node = nodes.start(pool, options -> options);
        for (String url : List.of(CI, DEPLOY)) {
            node.transport.on(url).respond(request -> callBackInside(node, request));
        }
        Webhook webhook = node.engine.webhooks().create(draft(CI, DEPLOY));

        CompletableFuture<?> readers = runAsync(() -> readHistory(node, webhook), threads);
        CompletableFuture<?> changers = runAsync(() -> changeWebhooks(node, webhook), threads);
        var publishers = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < PUBLISHERS; i++) {
            String name = "push-" + i + "-";
            publishers.add(runAsync(() -> publish(node, name), threads));
        }
        // A caller that got no connection in time has failed here.
        publishers.forEach(CompletableFuture::join);
        published.set(true);
        readers.join();
        changers.join();

        await(() -> node.engine.chainCounts().complete() == PUBLISHERS * EVENTS_EACH);
        assertThat(problems).isEmpty();
        assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(5);
    }

    private HikariDataSource pool() {
        HikariDataSource pool = Nodes.pool(nodes.database, Duration.ofSeconds(2));
        pool.setMinimumIdle(5);
        await(() -> pool.getHikariPoolMXBean().getTotalConnections() == 5);
        return pool;
    }

    private static DeliveryResult callBackInside(Node node, OutboundRequest request) {
        String path =
                requireNonNull(PushPayload.parse(request.body()).callbackUrl()).getPath();
        int status = node.engine
                .callbacks()
                .handle("POST", path, Callback.success().toJson())
                .status();
        return new DeliveryResult.Response(status, null, null, "", Timing.ofTotal(Duration.ZERO));
    }

    private static void publish(Node node, String name) {
        for (int i = 0; i < EVENTS_EACH; i++) {
            node.engine.publish(push(name + i));
        }
    }

    private void readHistory(Node node, Webhook webhook) {
        while (!published.get()) {
            node.engine.history().page(webhook.id(), 20, null);
            node.engine.chainCounts();
            node.engine.health().problems().forEach(problem -> problems.add(problem.message()));
        }
    }

    private void changeWebhooks(Node node, Webhook webhook) {
        while (!published.get()) {
            node.engine.webhooks().rotateSecret(webhook.id());
            Webhook other = node.engine
                    .webhooks()
                    .create(WebhookDraft.builder("Other", "acme/other", List.of(CI))
                            .build());
            node.engine.webhooks().delete(other.id());
        }
    }
}
