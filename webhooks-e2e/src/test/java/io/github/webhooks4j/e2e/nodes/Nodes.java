package io.github.webhooks4j.e2e.nodes;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.testsupport.PostgresServer;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** Real nodes on one real database and the system clock, and what their tests do with them. */
final class Nodes implements AutoCloseable {
    static final String CI = "https://ci.example/hook";
    static final String DEPLOY = "https://deploy.example/hook";

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Opens connections of the tests' own. */
    final PGSimpleDataSource database;

    private final List<Node> nodes = new ArrayList<>();

    Nodes() {
        this(PostgresServer.newSchema());
    }

    Nodes(PGSimpleDataSource database) {
        this.database = database;
    }

    Node start() {
        return start(options -> options);
    }

    Node start(UnaryOperator<WebhookEngineBuilder> options) {
        return start(pool(database, TIMEOUT.dividedBy(2)), options);
    }

    Node start(HikariDataSource pool, UnaryOperator<WebhookEngineBuilder> options) {
        var node = new Node(pool, options);
        nodes.add(node);
        return node;
    }

    /** Returns a pool of as many connections as a store needs, which waits for {@code patience} for a free one. */
    static HikariDataSource pool(DataSource database, Duration timeout) {
        return PostgresServer.pool(database, config -> {
            config.setConnectionTimeout(timeout.toMillis());
            config.setInitializationFailTimeout(10_000);
        });
    }

    static WebhookDraft draft(String... destinations) {
        return WebhookDraft.builder("CI and deploy", "acme/app", List.of(destinations))
                .build();
    }

    static Event push(String id) {
        return PushEvents.of(
                new EventId(id),
                Instant.now(),
                PushPayload.of(
                        PushData.of(Instant.now(), "ada", "latest"),
                        Repository.builder("acme/app").build()));
    }

    /** Returns how many rows a table has. */
    long rows(String table) {
        return PostgresServer.number(database, "SELECT count(*) FROM " + table);
    }

    static void await(BooleanSupplier condition) {
        awaitWithin(TIMEOUT, condition);
    }

    /** Waits until {@code condition} holds; returns how long it took. */
    static Duration awaitWithin(Duration timeout, BooleanSupplier condition) {
        long begin = System.nanoTime();
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(timeout)
                .until(condition::getAsBoolean);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        nodes.forEach(node -> {
            node.source.mend();
            node.transport.release();
        });
        nodes.forEach(Node::close);
    }
}
