package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.CI;
import static io.github.webhooks4j.e2e.nodes.Nodes.DEPLOY;
import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.awaitWithin;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.callback.CallbackResponse;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testsupport.PostgresServer;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several engines on one PostgreSQL database. */
@Tag("postgres")
@Tag("e2e")
class NodesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** The connections on which nodes listen: no other statement is their last one. */
    private static final String LISTENERS = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            + "AND (query LIKE 'LISTEN webhooks4j%' OR query LIKE 'SELECT pg_notify%')";

    private final Nodes nodes = new Nodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void delivers_each_event_once() {
        List<Node> all = List.of(nodes.start(), nodes.start(), nodes.start());
        all.get(0).engine.webhooks().create(draft(CI));
        all.forEach(node -> await(() -> node.engine.webhooks().list().size() == 1));

        var published = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 300; i++) {
            published.add(all.get(i % 3).engine.publishAsync(push("push-" + i)));
        }
        published.forEach(CompletableFuture::join);

        await(() -> all.get(0).engine.chainCounts().complete() == 300);
        List<RecordedDelivery> sent =
                all.stream().flatMap(node -> node.transport.requests().stream()).toList();
        assertThat(sent).hasSize(300);
        assertThat(sent.stream().map(request -> request.header("webhook-id"))).doesNotHaveDuplicates();
    }

    @Test
    void is_notified_at_once_of_a_webhook_that_another_created() {
        Node one = nodes.start();
        // Its clock stands still, so that it never polls.
        Node other = nodes.start(options -> options.clock(new ManualClock()));
        var longest = Duration.ZERO;
        for (int i = 0; i < 5; i++) {
            Webhook webhook = one.engine.webhooks().create(draft(CI));
            Duration took = awaitWithin(
                    PATIENCE, () -> other.engine.webhooks().get(webhook.id()).isPresent());
            longest = took.compareTo(longest) > 0 ? took : longest;
        }

        System.out.printf("a webhook was known to the other node after %d ms at most%n", longest.toMillis());
    }

    @Test
    void learns_of_a_webhook_by_polling_when_no_notification_arrives() {
        Node one = nodes.start();
        Node other = nodes.start();
        other.source.refuse(thread -> thread.getName().contains("watch"));
        await(() -> PostgresServer.number(nodes.database, "SELECT count(*) " + LISTENERS) > 0);
        PostgresServer.execute(nodes.database, "SELECT pg_terminate_backend(pid) " + LISTENERS);

        Webhook webhook = one.engine.webhooks().create(draft(CI));

        Duration took = awaitWithin(
                PATIENCE, () -> other.engine.webhooks().get(webhook.id()).isPresent());
        System.out.printf("without NOTIFY it was known after %d ms%n", took.toMillis());
        other.engine.publish(push("push-1"));
        await(() -> one.engine.chainCounts().complete() == 1);
    }

    @Test
    void takes_over_what_a_dead_node_held_once_its_leases_have_ended() {
        var clock = new ShiftedClock();
        Node dead = nodes.start(options -> options.leaseTerm(Duration.ofSeconds(1)));
        Node other =
                nodes.start(options -> options.leaseTerm(Duration.ofSeconds(1)).clock(clock));
        dead.engine.webhooks().create(draft(CI));
        dead.transport.on(CI).hang();
        lookAtAllLanes(other, clock);
        ChainId chain = dead.engine.publish(push("push-1")).chains().get(0);
        RecordedDelivery first = dead.request(CI, 1);

        dead.source.cut();

        Duration took =
                awaitWithin(PATIENCE, () -> !other.transport.requests(CI).isEmpty());
        System.out.printf("with leases of 1 s a dead node's work was taken over after %d ms%n", took.toMillis());
        assertThat(other.request(CI, 1).header("webhook-id")).isEqualTo(first.header("webhook-id"));
        await(() -> other.engine.chainCounts().complete() == 1);
        assertThat(other.engine.health().leaseTakeovers()).isEqualTo(1);
        assertThat(other.engine.history().chain(chain).orElseThrow().state().code())
                .isEqualTo("complete");
    }

    @Test
    void takes_at_once_what_a_closing_node_releases() {
        Node closing = nodes.start(options -> options.leaseTerm(Duration.ofSeconds(60)));
        Node other = nodes.start(options -> options.leaseTerm(Duration.ofSeconds(60)));
        closing.engine.webhooks().create(draft(CI));
        closing.transport.on(CI).hang();
        for (int i = 0; i < 20; i++) {
            closing.engine.publish(push("push-" + i));
        }
        // A destination that has never succeeded gets one request at a time.
        closing.request(CI, 1);

        var closer = new Thread(closing.engine::close);
        closer.start();

        Duration took = awaitWithin(PATIENCE, () -> other.transport.requests(CI).size() == 19);
        System.out.printf("what a closing node released was started by another after %d ms%n", took.toMillis());
        closing.transport.release();
        await(() -> !closer.isAlive());
        await(() -> other.engine.chainCounts().complete() == 20);
        assertThat(closing.transport.requests(CI)).hasSize(1);
    }

    @Test
    void keeps_decisions_when_a_node_returns_that_outlived_its_leases() {
        Node away = nodes.start(options -> options.leaseTerm(Duration.ofSeconds(1)));
        Node other = nodes.start(options -> options.leaseTerm(Duration.ofSeconds(1)));
        away.engine.webhooks().create(draft(CI, DEPLOY));
        away.transport.on(CI).hang().respond(500);
        ChainId chain = away.engine.publish(push("push-1")).chains().get(0);
        away.request(CI, 1);
        away.source.hang();
        RecordedDelivery again = other.request(CI, 1);
        assertThat(other.callBack(again, Callback.success()).status()).isEqualTo(200);
        other.request(DEPLOY, 1);

        away.transport.release();
        away.source.mend();

        await(() -> away.engine
                        .history()
                        .chain(chain)
                        .orElseThrow()
                        .steps()
                        .get(0)
                        .attempts()
                        .size()
                == 2);
        await(() -> away.engine.health().isHealthy());
        assertThat(away.callBack(again, Callback.success()).status()).isEqualTo(200);
        assertThat(requests(DEPLOY, away, other)).isEqualTo(1);
        await(() ->
                other.engine.history().chain(chain).orElseThrow().state().code().equals("awaiting_callback"));
        other.callBack(other.request(DEPLOY, 1), Callback.success());
        assertThat(away.engine.chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
    }

    @Test
    void advances_a_step_once_however_many_call_back_at_both() {
        Node one = nodes.start();
        Node other = nodes.start();
        one.engine.webhooks().create(draft(CI, DEPLOY));
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            for (int round = 1; round <= 10; round++) {
                int count = round;
                one.engine.publish(push("push-" + round));
                RecordedDelivery delivery = one.request(CI, round);
                var answers = new ArrayList<CompletableFuture<CallbackResponse>>();
                for (int caller = 0; caller < 8; caller++) {
                    Node node = caller % 2 == 0 ? one : other;
                    Callback callback = Callback.success().withContext("ci " + caller / 4);
                    answers.add(supplyAsync(() -> node.callBack(delivery, callback), callers));
                }

                var statuses = answers.stream()
                        .map(CompletableFuture::join)
                        .map(CallbackResponse::status)
                        .toList();
                assertThat(statuses).containsExactlyInAnyOrder(200, 200, 200, 200, 409, 409, 409, 409);
                await(() -> requests(DEPLOY, one, other) >= count);
            }
        } finally {
            callers.shutdown();
        }
        await(() -> one.engine.chainCounts().awaitingCallback() == 10);
        assertThat(requests(DEPLOY, one, other)).isEqualTo(10);
        var ids = new HashSet<>();
        List.of(one, other)
                .forEach(node -> node.transport
                        .requests(DEPLOY)
                        .forEach(request -> ids.add(request.header("webhook-id").orElseThrow())));
        assertThat(ids).hasSize(10);
    }

    /** Makes a node poll now, so that it does not poll again by chance. */
    private void lookAtAllLanes(Node node, ShiftedClock clock) {
        await(() -> PostgresServer.number(nodes.database, "SELECT count(*) " + LISTENERS) == 2);
        Instant before = node.engine.health().store().at();
        clock.advance(Duration.ofSeconds(11));
        await(() -> node.engine.health().store().at().isAfter(before.plusSeconds(10)));
    }

    private static int requests(String url, Node one, Node other) {
        return one.transport.requests(url).size()
                + other.transport.requests(url).size();
    }
}
