package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.attempt;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.Watched;
import io.github.webhooks4j.postgresql.internal.notification.NotificationBuffer;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.testsupport.PostgresServer;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What nodes are notified of by each other. */
@Tag("postgres")
class PostgresNotifierTest {
    private static final Instant NOW = Samples.NOW;

    private final PostgresNodes nodes = new PostgresNodes();
    private final RecordingDataSource recording = new RecordingDataSource(nodes.pool());
    private final ReceivedEvents heardByA = new ReceivedEvents();
    private final ReceivedEvents heardByB = new ReceivedEvents();
    private PostgresStore a;
    private PostgresStore b;

    @BeforeEach
    void start_the_nodes() {
        a = PostgresStore.open(recording.asDataSource());
        b = nodes.start();
        a.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
        a.subscribe(heardByA);
        b.subscribe(heardByB);
        // First of all it is asked to resync.
        heardByA.await("missed");
        heardByB.await("missed");
    }

    @AfterEach
    void stop_the_nodes() {
        a.close();
        nodes.close();
    }

    @Test
    void notifies_no_watcher_whose_subscription_is_closed() {
        var closed = new ReceivedEvents();
        a.subscribe(closed).close();

        b.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);
        heardByA.await("webhooks");

        assertThat(closed.words).isEmpty();
    }

    @Test
    void receives_work_that_another_node_published_and_not_its_own() {
        a.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        heardByB.await("w/0");

        // Its own notification arrived before this.
        b.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);
        heardByA.await("webhooks");

        assertThat(heardByA.words).doesNotContain("w/0");
    }

    @Test
    void receives_work_that_was_released_but_not_what_is_due_later() {
        a.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        heardByB.await("w/0");
        heardByB.words.clear();
        ClaimedDelivery delivery = a.forNode(Samples.at(NOW))
                .claim(lane("w", 1), Samples.NODE)
                .deliveries()
                .get(0);
        a.forNode(Samples.at(NOW))
                .commit(List.of(attempt(delivery.key(), 1, new AttemptOutcome.Retry(NOW.plusSeconds(60)))));
        a.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);
        heardByB.await("webhooks");
        assertThat(heardByB.words).containsExactly("webhooks");

        a.forNode(Samples.at(NOW)).commit(List.of(publish("e2", "c2", "w")));
        heardByB.await("w/0");
    }

    @Test
    void receives_webhooks_that_were_saved_or_disabled_automatically() {
        b.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);
        heardByA.await("webhooks");
        heardByA.words.clear();
        b.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        ClaimedDelivery delivery = b.forNode(Samples.at(NOW))
                .claim(lane("w", 1), Samples.NODE)
                .deliveries()
                .get(0);

        b.forNode(Samples.at(NOW)).commit(List.of(attempt(delivery.key(), 1, new AttemptOutcome.Gone())));

        heardByA.await("webhooks");
    }

    @Test
    void listens_again_after_its_connection_ended_and_requires_a_resync() {
        heardByA.words.clear();
        nodes.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");

        heardByA.await("missed");
        PostgresNodes.await(() -> tellsOf("x"));
        heardByA.await("webhooks");
    }

    @Test
    void resyncs_after_too_many_notifications() {
        heardByB.words.clear();
        var many = new NotificationBuffer();
        for (int i = 0; i < 1_000; i++) {
            many.workAvailable(List.of(new LaneKey(new WebhookId("webhook" + i), i % 16)));
        }
        NotificationBuffer.dispatch(requireNonNull(many.take()), heardByB);

        assertThat(heardByB.words).containsExactly("missed");
    }

    @Test
    void notifies_in_no_transaction_that_writes() {
        a.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        heardByB.await("w/0");

        assertThat(recording.writes()).isNotEmpty().noneMatch(said -> said.contains("notify"));
        assertThat(recording.connections())
                .filteredOn(said -> said.stream().anyMatch(statement -> statement.contains("pg_notify")))
                .isNotEmpty()
                .allSatisfy(said -> assertThat(said).doesNotContain("autocommit false"));
    }

    @Test
    void receives_on_when_a_listener_throws() {
        a.subscribe(new StoreListener() {
            @Override
            public void onWorkAvailable(LaneKey lane) {
                throw new LinkageError("a bad watcher");
            }

            @Override
            public void onWebhooksChanged() {}

            @Override
            public void onResyncRequired() {}
        });
        b.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        heardByA.await("w/0");

        b.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);
        heardByA.await("webhooks");
    }

    @Test
    void closes_unlistens_before_returning_the_connection() throws SQLException {
        HikariDataSource pool = nodes.pool();
        PostgresStore c = PostgresStore.open(pool);
        var received = new ReceivedEvents();
        c.subscribe(received);
        received.await("missed");

        c.close();

        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        // The whole pool at once, so that none of its connections is missed.
        try (Connection one = pool.getConnection();
                Connection two = pool.getConnection();
                Connection three = pool.getConnection();
                Connection four = pool.getConnection();
                Connection five = pool.getConnection()) {
            for (Connection each : List.of(one, two, three, four, five)) {
                assertThat(channels(each)).isZero();
            }
        }
        assertThatThrownBy(() -> c.subscribe(received))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(
                        "the store on the database postgres \\(schema test_\\d+\\) was closed; open it again to use it");
    }

    private static long channels(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM pg_listening_channels()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private boolean tellsOf(String webhook) {
        try {
            return b.forNode(Samples.at(NOW)).save(Samples.webhook(webhook), 0).isPresent();
        } catch (StoreException e) {
            // The pool gave out a connection that was ended too.
            return false;
        }
    }

    @Test
    void keeps_no_connection_of_the_pool_when_it_listens_on_another_data_source() {
        HikariDataSource pool = nodes.pool();
        var received = new ReceivedEvents();
        try (PostgresStore c =
                PostgresStore.builder(pool).listening(nodes.source).open()) {
            c.subscribe(received);
            received.await("missed");
            a.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);
            received.await("webhooks");

            // What a pool that looks for leaks would report.
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    void needs_one_connection_only_when_it_listens_on_another_data_source() {
        HikariDataSource pool = nodes.pool(config -> config.setMaximumPoolSize(1));
        try (PostgresStore c =
                PostgresStore.builder(pool).listening(nodes.source).open()) {
            assertThat(c.chainCounts().isBalanced()).isTrue();
        }
    }

    @Test
    void refuses_a_data_source_for_listening_that_leads_elsewhere() {
        PGSimpleDataSource other = PostgresServer.newSchema();
        String store = "the data source for listening must lead to the tables of the store, in the database postgres "
                + "\\(schema test_\\d+\\)(, store [0-9a-f]{8})?, but leads to the database postgres \\(schema test_\\d+\\), ";
        String remedy = "; give it the same database and schema";

        assertThatThrownBy(() ->
                        PostgresStore.builder(nodes.source).listening(other).open())
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(
                        store + "which has no tables of a store \\(ERROR: relation \"wh_identity\" does not exist\\)"
                                + remedy);
        PostgresStore.open(other).close();
        assertThatThrownBy(() ->
                        PostgresStore.builder(nodes.source).listening(other).open())
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(store + "store [0-9a-f]{8}" + remedy);
    }

    @Test
    void reports_that_its_own_notification_does_not_arrive() {
        var deaf = new AtomicBoolean(true);
        DataSource source = new SourceOf(() -> deaf.get() ? Watched.deaf(nodes.connect()) : nodes.connect());
        try (PostgresStore c = PostgresStore.open(source)) {
            var received = new ReceivedEvents();
            c.subscribe(received);
            received.await("missed");
            assertThat(c.notes()).isEmpty();
            PostgresNodes.await(() -> !c.notes().isEmpty());
            assertThat(c.notes())
                    .singleElement()
                    .asString()
                    .matches(
                            "the database postgres \\(schema test_\\d+\\) receives no notifications of other nodes, whose work is found by polling every 10 s only; its connections must not lead through a pooler that shares sessions "
                                    + "\\(PgBouncer's pool_mode=transaction\\): give the store a data source of its own for listening "
                                    + "\\(PostgresStore.builder\\)");
            deaf.set(false);
            nodes.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");

            PostgresNodes.await(() -> c.notes().isEmpty());
        }
    }
}
