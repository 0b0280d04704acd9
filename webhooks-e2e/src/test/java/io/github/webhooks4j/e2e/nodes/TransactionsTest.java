package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.CI;
import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.jdbc.Inbox;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.testsupport.PostgresServer;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/** What docs/transactions.md shows is compiled and run here, on both databases. */
@Tag("postgres")
@Tag("e2e")
class TransactionsTest {
    private static final Path PAGE = Path.of("..", "docs", "transactions.md");
    private static final WebhookSecret SECRET = WebhookSecret.generate();
    private static final Path THIS = Path.of("src/test/java/io/github/webhooks4j/e2e/nodes/TransactionsTest.java");

    @TempDir
    private Path directory;

    private final ScriptedTransport transport = new ScriptedTransport();

    @Test
    void shows_how_to_publish_in_ones_own_transaction_on_postgresql() throws SQLException {
        DataSource database = PostgresServer.newSchema();
        try (PostgresStore store = openPostgres(database);
                WebhookEngine engine = start(store)) {
            assertPublishesTogether(engine, database);
        }
    }

    @Test
    void shows_how_to_publish_in_ones_own_transaction_on_sqlite() throws SQLException {
        Path file = directory.resolve("hub.db");
        try (SqliteStore store = SqliteStore.open(file);
                WebhookEngine engine = start(store)) {
            assertPublishesTogether(engine, sqlite(file));
        }
    }

    @Test
    void shows_how_to_create_a_webhook_in_ones_own_transaction_on_postgresql() throws SQLException {
        DataSource database = PostgresServer.newSchema();
        try (PostgresStore store = openPostgres(database);
                WebhookEngine engine = start(store)) {
            assertCreatesTogether(engine, database);
        }
    }

    @Test
    void shows_how_to_create_a_webhook_in_ones_own_transaction_on_sqlite() throws SQLException {
        Path file = directory.resolve("hub.db");
        try (SqliteStore store = SqliteStore.open(file);
                WebhookEngine engine = start(store)) {
            assertCreatesTogether(engine, sqlite(file));
        }
    }

    @Test
    void shows_how_to_deal_with_a_delivery_once_on_postgresql() throws SQLException {
        assertDealsWithItOnce(PostgresServer.newSchema());
    }

    @Test
    void shows_how_to_deal_with_a_delivery_once_on_sqlite() throws SQLException {
        assertDealsWithItOnce(sqlite(directory.resolve("receiver.db")));
    }

    @Test
    void shows_the_snippets_as_they_are_compiled() throws IOException {
        assertThat(javaBlocks(Files.readString(PAGE))).containsExactlyElementsOf(snippets(Files.readAllLines(THIS)));
    }

    private static void publish(WebhookEngine engine, DataSource database, Event event) throws SQLException {
        // begin
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            saveOrder(connection, "order-1");
            engine.in(connection).publish(event);
            connection.commit(); // both are durable now; after a rollback neither would exist
        }
        // end
    }

    private static PostgresStore openPostgres(DataSource dataSource) {
        // begin
        var store = PostgresStore.open(dataSource);
        // end
        return store;
    }

    private static DataSource sqlite(Path file) {
        // begin
        var config = new SQLiteConfig();
        config.setTransactionMode(TransactionMode.IMMEDIATE); // begins with waiting for its turn to write
        config.setBusyTimeout(10_000); // for up to this many milliseconds
        config.setSynchronous(SynchronousMode.FULL); // or a power loss may undo what was committed
        config.enforceForeignKeys(true);
        var database = new SQLiteDataSource(config);
        database.setUrl("jdbc:sqlite:" + file);
        // end
        return database;
    }

    private static Webhook subscribe(WebhookEngine engine, DataSource database, WebhookDraft draft)
            throws SQLException {
        // begin
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Webhook webhook = engine.webhooks().in(connection).create(draft);
            saveCustomer(connection, "customer-1", webhook.id());
            connection.commit(); // both are durable now; after a rollback neither would exist
            return webhook;
        }
        // end
    }

    private static void receive(
            WebhookVerifier verifier,
            Function<String, @Nullable String> header,
            byte[] body,
            Inbox inbox,
            DataSource database)
            throws SQLException {
        // begin
        VerifiedDelivery delivery = verifier.verify(header, body); // InvalidSignatureException: respond 401
        PushPayload payload = PushPayload.parse(body); // InvalidPayloadException: respond 400
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            if (inbox.acceptOnce(connection, delivery)) {
                build(connection, payload);
            }
            connection.commit(); // only now respond 2xx, the first time and every time
        }
        // end
    }

    private static VerifiedDelivery ofDockerHub(PathSecret secret, String path, byte[] body) {
        // begin
        VerifiedDelivery delivery = secret.verify(path, body, PushPayload::deliveryKey); // or respond 404
        // end
        return delivery;
    }

    private void assertPublishesTogether(WebhookEngine engine, DataSource database) throws SQLException {
        PostgresServer.execute(database, "CREATE TABLE orders (id TEXT PRIMARY KEY)");
        engine.webhooks().create(draft(CI));

        publish(engine, database, push("push-1"));

        await(() -> engine.chainCounts().complete() == 1);
        assertThat(transport.requests(CI)).hasSize(1);

        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            saveOrder(connection, "order-2");
            engine.in(connection).publish(push("push-2"));
            connection.rollback();
        }
        engine.publish(push("push-3"));

        await(() -> engine.chainCounts().complete() == 2);
        assertThat(engine.chainCounts().accepted()).isEqualTo(2);
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM orders"))
                .isEqualTo(1);
    }

    private void assertCreatesTogether(WebhookEngine engine, DataSource database) throws SQLException {
        PostgresServer.execute(database, "CREATE TABLE customers (id TEXT PRIMARY KEY, webhook TEXT NOT NULL)");

        Webhook webhook = subscribe(engine, database, draft(CI));

        await(() -> engine.webhooks().list().size() == 1);
        engine.publish(push("push-1"));
        await(() -> engine.chainCounts().complete() == 1);

        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            engine.webhooks().in(connection).update(webhook.id(), draft("https://other.example/hook"));
            engine.webhooks().in(connection).create(draft(CI));
            connection.rollback();
            engine.webhooks().in(connection).delete(webhook.id());
            connection.commit();
        }

        await(() -> engine.webhooks().list().isEmpty());
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM wh_webhook"))
                .isEqualTo(1);
        assertThat(PostgresServer.number(database, "SELECT max(revision) FROM wh_webhook_revision"))
                .isEqualTo(1);
    }

    private static void assertDealsWithItOnce(DataSource database) throws SQLException {
        PostgresServer.execute(database, "CREATE TABLE builds (name TEXT NOT NULL)");
        Inbox inbox = Inbox.of(Clock.systemUTC());
        try (Connection connection = database.getConnection()) {
            inbox.createSchema(connection);
        }

        receive(inbox, database, "msg_1");
        receive(inbox, database, "msg_1");
        receive(inbox, database, "msg_2");

        assertThat(PostgresServer.number(database, "SELECT count(*) FROM builds"))
                .isEqualTo(2);

        PathSecret secret = PathSecret.generate();
        String path = "/docker-hub/" + secret.reveal();
        byte[] body =
                payload().withCallbackUrl(URI.create("https://hub.example/1")).toJson();
        try (Connection connection = database.getConnection()) {
            assertThat(inbox.acceptOnce(connection, ofDockerHub(secret, path, body)))
                    .isTrue();
            assertThat(inbox.acceptOnce(connection, ofDockerHub(secret, path, body)))
                    .isFalse();
        }
    }

    private static void receive(Inbox inbox, DataSource database, String id) throws SQLException {
        byte[] body = payload().toJson();
        Instant now = Instant.now();
        Map<String, String> headers = Map.of(
                WebhookHeaders.ID,
                id,
                WebhookHeaders.TIMESTAMP,
                Long.toString(now.getEpochSecond()),
                WebhookHeaders.SIGNATURE,
                WebhookSigner.of(List.of(SECRET)).sign(id, now, body));
        receive(WebhookVerifier.of(SECRET), headers::get, body, inbox, database);
    }

    private static PushPayload payload() {
        return PushPayload.of(
                PushData.of(null, "ada", "latest"),
                Repository.builder("acme/app").build());
    }

    private WebhookEngine start(Store store) {
        return WebhookEngine.builder(store, transport).start();
    }

    private static void saveOrder(Connection connection, String id) throws SQLException {
        insert(connection, "INSERT INTO orders VALUES (?)", id);
    }

    private static void saveCustomer(Connection connection, String id, WebhookId webhook) throws SQLException {
        insert(connection, "INSERT INTO customers (id, webhook) VALUES (?, '" + webhook + "')", id);
    }

    private static void build(Connection connection, PushPayload payload) throws SQLException {
        insert(connection, "INSERT INTO builds VALUES (?)", payload.repository().repoName());
    }

    private static void insert(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, value);
            insert.executeUpdate();
        }
    }

    private static List<String> snippets(List<String> source) {
        var snippets = new ArrayList<String>();
        var lines = new ArrayList<String>();
        for (String line : source) {
            switch (line.strip()) {
                case "// begin" -> lines.clear();
                case "// end" ->
                    snippets.add(String.join("\n", lines).stripIndent().stripTrailing());
                default -> lines.add(line);
            }
        }
        return snippets;
    }

    private static List<String> javaBlocks(String markdown) {
        var blocks = new ArrayList<String>();
        String[] parts = markdown.split("(?m)^```", -1);
        for (int i = 1; i < parts.length; i += 2) {
            assertThat(parts[i]).startsWith("java\n");
            blocks.add(parts[i].substring("java\n".length()).stripTrailing());
        }
        return blocks;
    }
}
