package io.github.webhooks4j.storecopy;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.engine.ManualEngine;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBuilder;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.Inbox;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A store file as a process leaves it that is killed in the middle of all kinds of work. */
final class StoreOnFile {
    static final URI BASE = URI.create("https://hub.example/callbacks");
    static final String PLAIN = "https://plain.example/hook";
    static final String RETRIED = "https://retried.example/hook";
    static final String FIRST = "https://first.example/hook";
    static final String SECOND = "https://second.example/hook";
    static final String BROKEN = "https://broken.example/hook";
    static final String ORDERED = "https://ordered.example/hook";
    static final String DELETED = "https://deleted.example/hook";
    static final String DISABLED = "https://disabled.example/hook";

    /** More than one transaction takes. */
    static final int INBOX_ROWS = 2 * SourceFile.BATCH_ROWS + 1;

    private static final Duration SOON = Duration.ofMillis(500);

    final Path file;
    final ManualClock clock = new ManualClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    final ScriptedTransport transport = new ScriptedTransport();
    private final List<EncryptionKey> keys;
    private Webhook plain;
    private ChainId awaiting;
    private ChainId interrupted;
    private PushPayload delivered;

    private StoreOnFile(Path directory, List<EncryptionKey> keys) throws SQLException, IOException {
        this.file = directory.resolve("store.db");
        this.keys = keys;
        Path live = Files.createDirectory(directory.resolve("live")).resolve("live.db");
        try (SqliteStore store = SqliteStore.open(live, keys);
                ManualEngine manual = ManualEngine.start(
                        WebhookEngine.builder(store, transport).clock(clock).callbackBase(BASE), clock::set);
                Connection application = DriverManager.getConnection("jdbc:sqlite:" + live)) {
            work(manual, application);
            // The files as they are while the engine works: what a kill leaves.
            Files.copy(live, file);
            Files.copy(live.resolveSibling("live.db-wal"), directory.resolve("store.db-wal"));
        }
    }

    static StoreOnFile in(Path directory, EncryptionKey... keys) {
        try {
            return new StoreOnFile(directory, List.of(keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void work(ManualEngine manual, Connection application) throws SQLException {
        WebhookEngine engine = manual.engine();
        for (String url : List.of(RETRIED, ORDERED, DELETED)) {
            transport.on(url).respond(503);
        }
        transport.on(BROKEN).respond(500);
        plain = engine.webhooks().create(draft("acme/plain", PLAIN));
        engine.webhooks().rotateSecret(plain.id());
        engine.webhooks().create(draft("acme/retried", RETRIED));
        engine.webhooks().create(draft("acme/chain", FIRST, SECOND));
        engine.webhooks().create(draft("acme/ordered", ORDERED));
        Webhook deleted = engine.webhooks().create(draft("acme/deleted", DELETED));
        engine.webhooks()
                .create(WebhookDraft.from(engine.webhooks().create(draft("acme/broken", BROKEN)))
                        .retrySchedule(RetrySchedule.of())
                        .topic("acme/interrupted")
                        .build());
        Webhook disabled = engine.webhooks().create(draft("acme/disabled", DISABLED));
        engine.webhooks().disable(disabled.id());

        engine.publish(event("done", "acme/plain").tag("with\0zero").build());
        engine.publish(event("retried", "acme/retried").build());
        awaiting = engine.publish(push("chain", "acme/chain")).chains().get(0);
        interrupted = engine.publish(event("interrupted", "acme/interrupted").build())
                .chains()
                .get(0);
        engine.publish(push("called-back", "acme/chain"));
        engine.publish(event("deleted", "acme/deleted").build());
        for (String id : List.of("ordered-1", "ordered-2", "ordered-3")) {
            engine.publish(event(id, "acme/ordered").orderingKey("acme").build());
        }
        manual.runUntilIdle();
        delivered = PushPayload.parse(transport.requests(FIRST).get(0).body());
        PushPayload other = PushPayload.parse(transport.requests(FIRST).get(1).body());
        engine.callbacks().handle("POST", callbackPath(delivered), new byte[] {'{', '}'});
        engine.callbacks()
                .handle("POST", callbackPath(other), Callback.success().toJson());
        manual.runUntilIdle();
        engine.webhooks().delete(deleted.id());

        engine.in(application).publish(event("in-slices", "acme/plain").build());
        engine.publish(event("held", "acme/plain").build());
        inbox(application);
        setAside(application);
        bulkJob(application);
    }

    private void inbox(Connection application) throws SQLException {
        Inbox.of(clock).createSchema(application);
        execute(
                application,
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + INBOX_ROWS + ") "
                        + "INSERT INTO wh_inbox SELECT CASE WHEN i % 2 THEN '' ELSE 'acme' END, 'msg_' || i, i FROM n");
    }

    private static void setAside(Connection application) throws SQLException {
        execute(
                application,
                "INSERT INTO wh_set_aside (id, kind, since, message, webhook_number, chain_number) "
                        + "SELECT 'a', 'cancel', 1, 'refused', webhook_number, number FROM wh_chain WHERE state = 5 LIMIT 1");
    }

    private static void bulkJob(Connection application) throws SQLException {
        execute(
                application,
                "INSERT INTO wh_bulk_job VALUES ('job_1', 'resume', '{}', 3, 0, 'chn_1', 2, 0, 1, 0, 0, 0, 'finished', "
                        + "'ada', 1, 2)");
    }

    /** Runs a statement on the file, which no store may have open. */
    void execute(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    SqliteStore open() {
        return SqliteStore.open(file, keys);
    }

    /** Returns the webhook that has two secrets. */
    Webhook plain() {
        return plain;
    }

    /** Returns the chain of which the first destination has the request and has not called back. */
    ChainId awaiting() {
        return awaiting;
    }

    ChainId interrupted() {
        return interrupted;
    }

    /** Returns the path to which the first destination is to call back. */
    String callbackPath() {
        return callbackPath(delivered);
    }

    private static String callbackPath(PushPayload payload) {
        return requireNonNull(payload.callbackUrl()).getPath();
    }

    static EventBuilder event(String id, String topic) {
        return Event.builder("order.paid").topic(topic).id(id).body("{\"id\":\"" + id + "\"}");
    }

    private Event push(String id, String topic) {
        return PushEvents.of(
                new EventId(id),
                clock.instant(),
                PushPayload.of(
                        PushData.of(clock.instant(), "ada", "latest"),
                        Repository.builder(topic).build()));
    }

    private static WebhookDraft draft(String topic, String... destinations) {
        return WebhookDraft.builder("CI", topic, List.of(destinations))
                .retrySchedule(RetrySchedule.of(SOON, SOON))
                .build();
    }
}
