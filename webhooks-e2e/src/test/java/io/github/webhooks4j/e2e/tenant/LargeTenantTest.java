package io.github.webhooks4j.e2e.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One customer with very many webhooks, or very much to be delivered, on a SQLite file: no other customer waits for it. */
@Tag("e2e")
class LargeTenantTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Other processes may use the machine too. */
    private static final int TRIES = 3;

    @TempDir
    private Path directory;

    private Path file;
    private Webhook webhook;

    @BeforeEach
    void create_a_webhook() {
        file = directory.resolve("store.db");
        try (var store = SqliteStore.open(file);
                var engine = start(store)) {
            webhook = engine.webhooks()
                    .create(WebhookDraft.builder("CI", "acme/app", List.of("https://ci.example/hook"))
                            .build());
        }
    }

    @Test
    void an_engine_with_100_000_webhooks_on_one_topic_starts_within_seconds() throws SQLException {
        multiplyWebhook(100_000);

        long millis = Long.MAX_VALUE;
        for (int tries = 0; tries < TRIES && millis > 5_000; tries++) {
            try (var store = SqliteStore.open(file)) {
                long begun = System.nanoTime();
                try (var engine = start(store)) {
                    millis = millisSince(begun);
                    assertThat(engine.webhooks().list()).hasSize(100_000);
                }
            }
        }

        assertThat(millis).as("milliseconds until it was started").isLessThanOrEqualTo(5_000);
    }

    @Test
    void an_event_to_20_000_webhooks_delays_another_publisher_for_moments_only() throws SQLException {
        multiplyWebhook(20_000);
        long longest = Long.MAX_VALUE;
        long moment = 0;
        try (var store = SqliteStore.open(file);
                var engine = start(store)) {
            for (int tries = 0; tries < TRIES && longest > moment; tries++) {
                long allBegun = System.nanoTime();
                long before = engine.chainCounts().accepted();
                String big = "big-" + tries;
                CompletableFuture<PublishResult> published = engine.publishAsync(event(big, "acme/app"));
                longest = 0;
                for (int i = 0; !published.isDone() || engine.chainCounts().accepted() < before + 20_000; i++) {
                    long begun = System.nanoTime();
                    engine.publish(event(big + "-" + i, "another/customer"));
                    longest = Math.max(longest, millisSince(begun));
                }
                assertThat(published.join().chains()).hasSize(20_000);
                moment = Math.max(250, millisSince(allBegun) / 5);
            }
            assertThat(engine.chainCounts().isBalanced()).isTrue();
        }
        assertThat(longest).as("milliseconds that another publisher waited").isLessThanOrEqualTo(moment);
    }

    @Test
    void deleting_a_webhook_with_20_000_pending_chains_returns_at_once() {
        try (var store = SqliteStore.open(file)) {
            for (int i = 0; i < 20; i++) {
                store.commit(List.of(publish(i * 1_000)));
            }
            try (var engine = start(store)) {
                long begun = System.nanoTime();
                engine.webhooks().delete(webhook.id());
                long millis = millisSince(begun);

                assertThat(engine.chainCounts()).isEqualTo(new ChainCounts(20_000, 0, 0, 0, 0, 20_000));
                assertThat(millis).as("milliseconds that it took").isLessThan(1_000);
                assertThat(store.abandoned(1)).isNotEmpty();
                await(() -> store.abandoned(1).isEmpty());
                assertThat(engine.chainCounts()).isEqualTo(new ChainCounts(20_000, 0, 0, 0, 0, 20_000));
            }
        }
    }

    /** Adds copies of the webhook until there are {@code webhooks}. */
    private void multiplyWebhook(int webhooks) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String table : List.of("wh_webhook", "wh_webhook_revision", "wh_webhook_secret")) {
                statement.executeUpdate("CREATE TEMP TABLE copy AS SELECT * FROM " + table);
                String id = table.equals("wh_webhook") ? "id" : "webhook_id";
                String rest = columns(statement, id);
                String values = table.equals("wh_webhook")
                        ? rest.replace("version,", "version + n,").replaceAll("\\bnumber\\b", "n")
                        : rest;
                statement.executeUpdate(
                        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < "
                                + (webhooks - 1) + ") INSERT INTO " + table + " (" + id + ", " + rest + ") SELECT " + id
                                + " || '_' || n, " + values + " FROM copy CROSS JOIN numbers");
                statement.executeUpdate("DROP TABLE copy");
            }
            number(connection, webhooks);
            connection.commit();
        }
    }

    /** Gives each copy its number, which the database cannot compute. */
    private void number(Connection connection, int webhooks) throws SQLException {
        try (var update = connection.prepareStatement("UPDATE wh_webhook SET number = ? WHERE id = ?")) {
            for (int n = 1; n < webhooks; n++) {
                var copy = new WebhookId(webhook.id() + "_" + n);
                update.setLong(1, copy.number());
                update.setString(2, copy.value());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static String columns(Statement statement, String butFor) throws SQLException {
        try (var rows = statement.executeQuery(
                "SELECT group_concat(name, ', ') FROM pragma_table_info('copy') WHERE name <> '" + butFor + "'")) {
            return rows.getString(1);
        }
    }

    private Mutation publish(int from) {
        List<NewEvent> acceptances = IntStream.range(from, from + 1_000)
                .mapToObj(number -> new NewEvent(
                        number,
                        event("push-" + number, "acme/app"),
                        List.of(new NewChain(
                                ChainId.of(webhook.id().number(), number),
                                webhook.id(),
                                webhook.revision(),
                                webhook.settings().plan(),
                                null))))
                .toList();
        return new Mutation.Publish(acceptances);
    }

    private static Event event(String id, String topic) {
        return new Event(
                new EventId(id),
                new Topic(topic),
                null,
                Event.PUSH,
                Instant.now(),
                EventBody.of("{}".getBytes(StandardCharsets.UTF_8)));
    }

    private static WebhookEngine start(SqliteStore store) {
        return WebhookEngine.builder(store, new Unreachable()).start();
    }

    private static long millisSince(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .until(condition::getAsBoolean);
    }

    /** Every destination is down. */
    private static final class Unreachable implements BlockingTransport {
        @Override
        public DestinationCheck check(String url) {
            return new DestinationCheck.Accepted(new Destination(url, null));
        }

        @Override
        public DeliveryResult exchange(OutboundRequest request) {
            return new DeliveryResult.NoResponse(FailureCode.CONNECT_FAILED, Timing.ofTotal(Duration.ZERO));
        }
    }
}
