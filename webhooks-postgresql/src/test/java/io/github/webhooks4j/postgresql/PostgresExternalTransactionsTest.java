package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.acceptance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.ExternalTransactionsContract;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.TransactionalStore;
import io.github.webhooks4j.testsupport.PostgresServer;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.xa.PGXADataSource;

@Tag("postgres")
class PostgresExternalTransactionsTest extends ExternalTransactionsContract {
    private final PostgresNodes nodes = new PostgresNodes();
    private PostgresStore store;

    @BeforeEach
    void open() {
        store = nodes.start(StoreClock.CALLERS);
        store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
        nodes.execute("CREATE TABLE theirs (id INTEGER PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Override
    protected TransactionalStore store() {
        return store;
    }

    @Override
    protected Connection connect() throws SQLException {
        return nodes.connect();
    }

    @Override
    protected Connection connectElsewhere() throws SQLException {
        PGSimpleDataSource other = PostgresServer.newSchema();
        PostgresStore.open(other).close();
        return other.getConnection();
    }

    @Override
    protected Connection connectNowhere() throws SQLException {
        return PostgresServer.newSchema().getConnection();
    }

    @Override
    protected String place() {
        return "the database postgres \\(schema test_\\d+\\)";
    }

    @Test
    void refuses_a_connection_to_a_copy_of_its_database() throws SQLException {
        String schema = nodes.source.getCurrentSchema();
        nodes.execute("CREATE SCHEMA " + schema + "_copy");
        for (String table : List.of("wh_identity", "wh_event")) {
            nodes.execute("CREATE TABLE " + schema + "_copy." + table + " AS SELECT * FROM " + table);
        }
        PGSimpleDataSource copy = PostgresServer.newSchema();
        copy.setCurrentSchema(schema + "_copy");

        try (Connection application = copy.getConnection()) {
            assertThatThrownBy(() ->
                            store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("but leads to the database postgres (schema " + schema + "_copy), store ");
        }
    }

    @Test
    void follows_its_data_source_to_a_database_that_was_restored() throws SQLException {
        String schema = nodes.source.getCurrentSchema();
        nodes.execute("ALTER SCHEMA " + schema + " RENAME TO " + schema + "_old");
        nodes.execute("CREATE SCHEMA " + schema);
        PostgresStore.open(nodes.source).close();
        nodes.execute("UPDATE wh_identity SET store = (SELECT store FROM " + schema + "_old.wh_identity)");

        try (Connection application = connect()) {
            store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w")));
        }

        assertThat(nodes.number("SELECT count(*) FROM wh_event")).isEqualTo(1);
    }

    @Test
    void finds_accepted_what_another_application_publishes_under_the_same_number() throws Exception {
        try (Connection first = connect();
                Connection second = connect()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            store.forNode(Samples.at(NOW)).publish(first, List.of(acceptance("e", "c", "w")));
            Future<MutationResult> result = nodes.threads.submit(
                    () -> store.forNode(Samples.at(NOW)).publish(second, List.of(acceptance("e", "c", "w"))));
            nodes.awaitBlocked(1, "wh_event");
            first.commit();

            assertThat(((MutationResult.Published) result.get()).publications())
                    .extracting(PublishResult::duplicate)
                    .containsExactly(true);
            second.commit();
        }
        assertThat(nodes.number("SELECT count(*) FROM wh_chain")).isOne();
    }

    @Test
    void lets_other_changes_of_webhooks_wait_for_the_application() throws Exception {
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            long first = store.forNode(Samples.at(NOW))
                    .save(application, Samples.webhook("a"), 0)
                    .orElseThrow();
            var second = CompletableFuture.supplyAsync(
                    () -> store.forNode(Samples.at(NOW)).save(Samples.webhook("b"), 0));
            nodes.awaitBlocked(1, "wh_webhook_version");
            assertThat(store.webhooks(0)).hasSize(1);
            application.commit();

            assertThat(second.get(30, TimeUnit.SECONDS).orElseThrow()).isGreaterThan(first);
        }
    }

    @Test
    void saves_no_webhook_that_another_transaction_changes_at_the_same_time() throws Exception {
        StoredWebhook before = store.webhook(new WebhookId("w")).orElseThrow();
        Webhook changed = before.webhook()
                .withStatus(WebhookStatus.DISABLED, before.webhook().createdAt());
        try (Connection one = connect();
                Connection other = connect()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            store.forNode(Samples.at(NOW)).save(one, changed, before.change());
            var second = CompletableFuture.supplyAsync(
                    () -> store.forNode(Samples.at(NOW)).save(other, changed, before.change()));
            nodes.awaitBlocked(1, "wh_webhook_version");
            one.commit();

            assertThat(second.get(30, TimeUnit.SECONDS)).isEmpty();
            assertThat(store.webhook(other, new WebhookId("w")).orElseThrow().webhook())
                    .isEqualTo(changed);
        }
    }

    @Test
    void changes_webhooks_in_any_order_beside_another_node_without_a_deadlock() throws Exception {
        Store node = store.forNode(Samples.at(NOW));
        long ofB = node.save(Samples.webhook("b"), 0).orElseThrow();
        StoredWebhook w = store.webhook(new WebhookId("w")).orElseThrow();
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            assertThat(store.forNode(Samples.at(NOW)).save(application, disabled(w), w.change()))
                    .isPresent();
            var other = CompletableFuture.supplyAsync(() -> node.save(Samples.webhook("b"), ofB));
            nodes.awaitBlocked(1, "wh_webhook_version");

            // The server would end the transaction that looks for a deadlock first: the application's.
            execute(application, "SET LOCAL deadlock_timeout = '10ms'");
            StoredWebhook b = store.webhook(application, new WebhookId("b")).orElseThrow();
            assertThat(store.forNode(Samples.at(NOW)).save(application, disabled(b), b.change()))
                    .isPresent();
            application.commit();

            assertThat(other.get(30, TimeUnit.SECONDS)).isEmpty();
        }
    }

    private static Webhook disabled(StoredWebhook stored) {
        return stored.webhook()
                .withStatus(WebhookStatus.DISABLED, stored.webhook().createdAt());
    }

    @Test
    void publishes_in_a_distributed_transaction_of_one_phase() throws Exception {
        distributed("one", (transaction, id) -> {
            transaction.commit(id, true);
        });

        assertThat(store.chainCounts().accepted()).isEqualTo(1);
    }

    @Test
    void publishes_in_a_distributed_transaction_of_two_phases() throws Exception {
        distributed("two", (transaction, id) -> {
            assertThat(transaction.prepare(id)).isEqualTo(XAResource.XA_OK);
            assertThat(store.chainCounts().accepted()).isZero();
            transaction.commit(id, false);
        });

        assertThat(store.chainCounts().accepted()).isEqualTo(1);
    }

    @Test
    void publishes_nothing_in_a_distributed_transaction_that_is_rolled_back() throws Exception {
        distributed("back", XAResource::rollback);

        assertThat(store.chainCounts().accepted()).isZero();
        assertThat(nodes.number("SELECT count(*) FROM theirs")).isZero();
    }

    @Test
    void rolls_back_its_own_part_of_a_distributed_transaction_when_it_fails() throws Exception {
        store.forNode(Samples.at(NOW)).commit(List.of(Samples.publish("d", "other", "w")));
        nodes.execute("UPDATE wh_chain SET number = " + Samples.number("c"));
        nodes.execute("UPDATE wh_pending_delivery SET chain_number = " + Samples.number("c"));
        distributed("fails", (transaction, id) -> transaction.commit(id, true));

        assertThat(store.accepted(List.of(new EventId("e")))).isEmpty();
        assertThat(nodes.number("SELECT count(*) FROM theirs")).isEqualTo(2);
    }

    /** Ends a distributed transaction. */
    private interface End {
        void end(XAResource transaction, Xid id) throws Exception;
    }

    /** Publishes the event e, of which the chain c may be there already, between two statements of the application's. */
    private void distributed(String name, End end) throws Exception {
        var xa = new PGXADataSource();
        xa.setUrl(nodes.source.getUrl());
        xa.setUser(nodes.source.getUser());
        xa.setPassword(nodes.source.getPassword());
        xa.setCurrentSchema(nodes.source.getCurrentSchema());
        var id = new Id(name.getBytes(StandardCharsets.US_ASCII));
        XAConnection physical = xa.getXAConnection();
        try (Connection application = physical.getConnection()) {
            XAResource transaction = physical.getXAResource();
            transaction.start(id, XAResource.TMNOFLAGS);
            execute(application, "INSERT INTO theirs VALUES (1)");
            try {
                store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w")));
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("duplicate key value violates unique constraint \"wh_chain_pkey\"");
            }
            execute(application, "INSERT INTO theirs VALUES (2)");
            transaction.end(id, XAResource.TMSUCCESS);
            end.end(transaction, id);
        } finally {
            physical.close();
        }
    }

    /** Names a distributed transaction. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Id(byte[] name) implements Xid {
        @Override
        public int getFormatId() {
            return 1;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return name;
        }

        @Override
        public byte[] getBranchQualifier() {
            return name;
        }
    }

    @Test
    void delays_no_node_while_transactions_of_applications_are_open() throws SQLException {
        try (Connection one = connect();
                Connection other = connect()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            store.forNode(Samples.at(NOW)).publish(one, List.of(acceptance("e1", "c1", "w")));
            store.forNode(Samples.at(NOW)).publish(other, List.of(acceptance("e2", "c2", "w")));
            store.forNode(Samples.at(NOW)).commit(List.of(Samples.publish("e3", "c3", "w")));
            store.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);
            long known = store.webhooks(0).get(0).change();
            assertThat(store.forNode(Samples.at(NOW))
                            .save(
                                    Samples.webhook("w")
                                            .withSettings(
                                                    Samples.webhook("w", 2).settings()),
                                    known))
                    .isPresent();
            store.forNode(Samples.at(NOW.plusSeconds(1))).prune(Duration.ZERO, 10);
            other.commit();
            one.commit();
        }

        assertThat(store.chainCounts().accepted()).isEqualTo(3);
        assertThat(store.chainCounts().isBalanced()).isTrue();
    }

    @Test
    void finds_the_event_that_another_transaction_accepted_while_it_waited_for_it() throws Exception {
        Future<MutationResult> later;
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "first", "w")));
            later = nodes.threads.submit(() -> {
                try (Connection other = connect()) {
                    other.setAutoCommit(false);
                    MutationResult outcome =
                            store.forNode(Samples.at(NOW)).publish(other, List.of(acceptance("e", "second", "w")));
                    other.commit();
                    return outcome;
                }
            });
            nodes.awaitBlocked(1, "wh_event");
            application.commit();
        }

        assertThat(later.get())
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("e"), List.of(Samples.chain("first")), true))));
    }

    @Test
    void leaves_no_statement_open_on_the_connection_of_the_application() throws SQLException {
        var recording = new RecordingDataSource(nodes.source);
        try (Connection application = recording.asDataSource().getConnection()) {
            store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w")));

            assertThat(recording.writes()).isNotEmpty();
            assertThat(recording.openStatements()).isZero();
        }
    }

    @Test
    void leaves_the_transaction_usable_when_its_snapshot_cannot_see_the_event() throws SQLException {
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            application.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            execute(application, "INSERT INTO theirs VALUES (1)");
            store.forNode(Samples.at(NOW)).commit(List.of(Samples.publish("e", "c", "w")));

            assertThatThrownBy(() ->
                            store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "d", "w"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching(
                            "the database .* failed on a connection of the application, and nothing of the call was stored: "
                                    + "ERROR: could not serialize access due to concurrent update; the transaction sees nothing that "
                                    + "was committed after it began: roll it back and run it again, or run it at READ COMMITTED");
            execute(application, "INSERT INTO theirs VALUES (2)");
            application.commit();
        }

        assertThat(nodes.number("SELECT count(*) FROM theirs")).isEqualTo(2);
    }
}
