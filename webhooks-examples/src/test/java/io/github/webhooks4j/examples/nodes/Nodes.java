package io.github.webhooks4j.examples.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.postgresql.ds.PGSimpleDataSource;

/** Real nodes on one real database, at the real time, with the words the tests use. */
final class Nodes implements AutoCloseable {
    static final String CI = "https://ci.example/hook";
    static final String DEPLOY = "https://deploy.example/hook";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
        return start(PostgresServer.pool(database, PATIENCE.dividedBy(2)), options);
    }

    Node start(HikariDataSource pool, UnaryOperator<WebhookEngineBuilder> options) {
        var node = new Node(pool, options);
        nodes.add(node);
        return node;
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
        awaitWithin(PATIENCE, condition);
    }

    /** Waits until something is so; returns how long it took. */
    static Duration awaitWithin(Duration patience, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("waited").isLessThan(patience);
            LockSupport.parkNanos(1_000_000);
        }
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
