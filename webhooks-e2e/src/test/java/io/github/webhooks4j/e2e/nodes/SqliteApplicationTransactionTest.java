package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.CI;
import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;

/** Events published in a transaction of the application, on SQLite, where one transaction writes at a time. */
@Tag("e2e")
class SqliteApplicationTransactionTest {
    @TempDir
    private Path directory;

    private final ScriptedTransport transport = new ScriptedTransport();
    private SqliteStore store;
    private WebhookEngine engine;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        Path file = directory.resolve("hub.db");
        store = SqliteStore.open(file);
        engine = WebhookEngine.builder(store, transport).start();
        var config = new SQLiteConfig();
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setBusyTimeout(10_000);
        connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        engine.webhooks().create(draft(CI));
        execute("CREATE TABLE orders (id TEXT PRIMARY KEY)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        engine.close();
        store.close();
    }

    @Test
    void sends_after_the_commit_and_not_before() throws SQLException {
        connection.setAutoCommit(false);
        PublishResult published = engine.in(connection).publish(push("push-1"));
        assertThat(engine.history().chain(published.chains().get(0))).isEmpty();
        assertThat(engine.chainCounts().accepted()).isZero();

        commit();

        await(() -> engine.chainCounts().complete() == 1);
        assertThat(transport.requests(CI)).hasSize(1);
    }

    @Test
    void makes_an_event_durable_on_return_with_autocommit_on() {
        engine.in(connection).publish(List.of(push("push-1"), push("push-2")));

        assertThat(engine.publish(push("push-2")).duplicate()).isTrue();
        await(() -> engine.chainCounts().complete() == 2);
    }

    @Test
    void delays_other_publishers_until_the_application_commits() throws SQLException {
        connection.setAutoCommit(false);
        engine.in(connection).publish(push("push-1"));

        CompletableFuture<PublishResult> other = engine.publishAsync(push("push-2"));
        assertThat(other).isNotDone();
        commit();

        assertThat(other.join().duplicate()).isFalse();
        await(() -> engine.chainCounts().complete() == 2);
    }

    @Test
    void fails_other_publishers_when_the_application_locks_for_longer_than_2_s() throws SQLException, IOException {
        connection.setAutoCommit(false);
        engine.in(connection).publish(push("push-1"));

        assertThatThrownBy(() -> engine.publish(push("push-2")))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store file " + directory.toRealPath().resolve("hub.db")
                        + " failed, and nothing of the call was stored: "
                        + "[SQLITE_BUSY] The database file is locked (database is locked)");
        commit();

        assertThat(engine.publish(push("push-2")).duplicate()).isFalse();
        await(() -> engine.chainCounts().complete() == 2);
    }

    @Test
    void leaves_the_applications_transaction_usable_after_a_conflict() throws SQLException {
        engine.publish(push("push-1"));
        await(() -> engine.chainCounts().complete() == 1);
        Event another = PushEvents.of(
                new EventId("push-1"),
                Instant.now(),
                PushPayload.of(
                        PushData.of(null, "eve", "latest"),
                        Repository.builder("acme/app").build()));
        connection.setAutoCommit(false);
        execute("INSERT INTO orders VALUES ('order-1')");

        assertThatThrownBy(() -> engine.in(connection).publish(List.of(push("push-2"), another)))
                .isInstanceOf(EventConflictException.class);
        execute("INSERT INTO orders VALUES ('order-2')");
        commit();

        assertThat(orders()).isEqualTo(2);
        assertThat(engine.chainCounts().accepted()).isEqualTo(1);
    }

    /** Not commit(): the driver would begin the next transaction at once and hold the lock. */
    private void commit() throws SQLException {
        connection.setAutoCommit(true);
    }

    private int orders() throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM orders")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
