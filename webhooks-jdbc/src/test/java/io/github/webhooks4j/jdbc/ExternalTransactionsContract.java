package io.github.webhooks4j.jdbc;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.acceptance;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.TransactionalStore;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store does within a transaction of the application, the same on every database. */
public abstract class ExternalTransactionsContract extends ExternalWebhooksContract {
    /**
     * Returns a store with the webhook w, on a database in which the application has the table theirs (id INTEGER
     * PRIMARY KEY).
     */
    @Override
    protected abstract TransactionalStore store();

    @Test
    void accepts_an_event_exactly_if_the_application_commits() throws SQLException {
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            execute(application, "INSERT INTO theirs VALUES (1)");
            MutationResult outcome =
                    store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w")));

            assertThat(outcome).isEqualTo(published("e", "c", false));
            assertThat(store().accepted(ids("e"))).isEmpty();
            assertThat(store().chainCounts().accepted()).isZero();
            application.commit();
        }

        assertThat(store().accepted(ids("e", "other")))
                .containsExactly(new PublishResult(new EventId("e"), List.of(Samples.chain("c")), true));
        assertThat(store().chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
        assertThat(store().forNode(Samples.at(NOW.plusSeconds(1)))
                        .claim(lane("w", 9), Samples.NODE)
                        .deliveries())
                .hasSize(1);
    }

    /** Opens a connection to another store of the same kind. */
    @Override
    protected abstract Connection connectElsewhere() throws SQLException;

    /** Opens a connection to a database of the same kind in which no store is. */
    protected abstract Connection connectNowhere() throws SQLException;

    /** Returns how a store is named of which a connection leads to it, as a pattern. */
    protected abstract String place();

    @Test
    void refuses_a_connection_that_leads_to_another_store() throws SQLException {
        try (Connection application = connectElsewhere()) {
            application.setAutoCommit(false);
            execute(application, "CREATE TABLE theirs (id INTEGER PRIMARY KEY)");

            refuses(
                    application,
                    "the connection must lead to the tables of this store, in " + place()
                            + ", store [0-9a-f]{8}, but leads to " + place() + ", store [0-9a-f]{8}; " + REMEDY);
            execute(application, "INSERT INTO theirs VALUES (1)");
            application.rollback();
            application.setAutoCommit(true);
            refuses(application, ".*");
            assertThat(count(application, "wh_event")).isZero();
        }
        assertThat(store().chainCounts().accepted()).isZero();
    }

    @Test
    void refuses_a_connection_that_leads_to_no_store() throws SQLException {
        try (Connection application = connectNowhere()) {
            application.setAutoCommit(false);
            execute(application, "CREATE TABLE theirs (id INTEGER PRIMARY KEY)");

            refuses(
                    application,
                    "the connection must lead to the tables of this store, in " + place() + ".*, but leads to "
                            + place() + ", which has no tables of a store \\(.*wh_.*\\); " + REMEDY);
            execute(application, "INSERT INTO theirs VALUES (1)");
            application.rollback();
        }
    }

    @Test
    void joins_a_transaction_that_the_application_began_by_a_statement() throws SQLException {
        try (Connection application = connect();
                Statement statement = application.createStatement()) {
            statement.execute("BEGIN");
            execute(application, "INSERT INTO theirs VALUES (1)");
            store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w")));
            assertThat(store().accepted(ids("e"))).isEmpty();
            statement.execute("ROLLBACK");
            statement.execute("BEGIN");
            store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("f", "d", "w")));
            statement.execute("COMMIT");
        }

        assertThat(store().accepted(ids("e", "f")))
                .extracting(PublishResult::event)
                .containsExactlyElementsOf(ids("f"));
        assertThat(theirs()).isZero();
    }

    private static final String REMEDY = "nothing was written; use a connection of the store's own database and schema";

    private void refuses(Connection application, String message) {
        assertThatThrownBy(
                        () -> store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w"))))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(message)
                .extracting("reason")
                .isEqualTo(StoreException.Reason.FOREIGN_CONNECTION);
    }

    @Test
    void accepts_nothing_if_the_application_rolls_back() throws SQLException {
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w")));
            application.rollback();
        }

        assertThat(store().accepted(ids("e"))).isEmpty();
        assertThat(store().findChain(Samples.chain("c"))).isEmpty();
        assertThat(store().chainCounts()).isEqualTo(new ChainCounts(0, 0, 0, 0, 0, 0));
        assertThat(store().forNode(Samples.at(NOW)).lanes()).isEmpty();
    }

    @Test
    void reports_the_chains_of_the_second_publish_after_the_first_rolled_back() throws SQLException {
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w")));
            application.rollback();
        }

        store().forNode(Samples.at(NOW)).commit(List.of(publish("e", "d", "w")));

        assertThat(store().accepted(ids("e")))
                .containsExactly(new PublishResult(new EventId("e"), List.of(Samples.chain("d")), true));
    }

    @Test
    void accepts_at_once_with_autocommit_and_leaves_it_on() throws SQLException {
        try (Connection application = connect()) {
            store().forNode(Samples.at(NOW))
                    .publish(application, List.of(acceptance("e", "c", "w"), acceptance("f", "d", "w")));

            assertThat(store().accepted(ids("e", "f"))).hasSize(2);
            assertThat(application.getAutoCommit()).isTrue();
        }
    }

    @Test
    void knows_an_event_again_that_it_accepted_before_or_within_the_same_transaction() throws SQLException {
        store().forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        try (Connection application = connect()) {
            application.setAutoCommit(false);

            assertThat(store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "other", "w"))))
                    .isEqualTo(published("e", "c", true));
            store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("f", "d", "w")));
            assertThat(store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("f", "another", "w"))))
                    .isEqualTo(published("f", "d", true));
            application.commit();
        }

        assertThat(store().chainCounts().accepted()).isEqualTo(2);
    }

    @Test
    void leaves_the_transaction_as_it_was_when_an_event_is_in_conflict() throws SQLException {
        store().forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            execute(application, "INSERT INTO theirs VALUES (1)");
            var other = new NewEvent(Samples.number("other"), Samples.event("e", "{\"other\":1}"), List.of());

            assertThat(store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("f", "d", "w"), other)))
                    .isEqualTo(new MutationResult.EventConflict(new EventId("e")));
            execute(application, "INSERT INTO theirs VALUES (2)");
            application.commit();
        }

        assertThat(store().accepted(ids("f"))).isEmpty();
        assertThat(theirs()).isEqualTo(2);
    }

    @Test
    void rolls_back_its_own_work_only_when_it_fails() throws SQLException {
        createChain("taken");
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            execute(application, "INSERT INTO theirs VALUES (1)");

            assertThatThrownBy(() -> store().forNode(Samples.at(NOW))
                            .publish(application, List.of(acceptance("e", "c", "w"), acceptance("f", "taken", "w"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(
                            " failed on a connection of the application, and nothing of the call was stored: ")
                    .extracting("reason")
                    .isEqualTo(StoreException.Reason.FAILED);
            assertThat(application.getAutoCommit()).isFalse();
            store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("g", "h", "w")));
            application.commit();
        }

        assertThat(store().accepted(ids("e", "f", "g")))
                .containsExactly(new PublishResult(new EventId("g"), List.of(Samples.chain("h")), true));
        assertThat(store().chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
        assertThat(theirs()).isEqualTo(1);
    }

    @Test
    void keeps_nothing_when_it_fails_with_autocommit_and_leaves_it_on() throws SQLException {
        createChain("taken");
        try (Connection application = connect()) {
            assertThatThrownBy(() -> store().forNode(Samples.at(NOW))
                            .publish(application, List.of(acceptance("e", "c", "w"), acceptance("f", "taken", "w"))))
                    .isInstanceOf(StoreException.class);

            assertThat(application.getAutoCommit()).isTrue();
            execute(application, "INSERT INTO theirs VALUES (1)");
        }
        assertThat(store().accepted(ids("e", "f"))).isEmpty();
        assertThat(theirs()).isEqualTo(1);
    }

    @Test
    void refuses_a_pre_claimed_chain_before_the_application_has_committed() throws SQLException {
        var born = new NewChain(
                Samples.chain("c"), new WebhookId("w"), 1, new ChainPlan(1, false, Duration.ofHours(1)), Samples.NODE);
        try (Connection application = connect()) {
            assertThatThrownBy(() -> store().forNode(Samples.at(NOW))
                            .publish(application, List.of(new NewEvent(
                                            Samples.number("c"), Samples.event("e", "{}"), List.of(born)))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "chain " + Samples.chain("c") + " must not be pre-claimed, since no node may work on it before the application has committed");
        }
    }

    @Test
    void refuses_the_applications_connection_after_it_was_closed() throws SQLException {
        try (Connection application = connect()) {
            store().close();

            assertThatThrownBy(() ->
                            store().forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w"))))
                    .isInstanceOf(StoreException.class)
                    .extracting("reason")
                    .isEqualTo(StoreException.Reason.CLOSED);
        }
    }

    private long theirs() throws SQLException {
        try (Connection application = connect()) {
            return count(application, "theirs");
        }
    }

    private static long count(Connection application, String table) throws SQLException {
        try (Statement statement = application.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static MutationResult published(String event, String chain, boolean repeated) {
        return new MutationResult.Published(
                List.of(new PublishResult(new EventId(event), List.of(new ChainId(chain)), repeated)));
    }

    private static List<EventId> ids(String... ids) {
        return List.of(ids).stream().map(EventId::new).toList();
    }

    /** Creates a chain whose number no event has, so that only writing it again fails. */
    private void createChain(String name) throws SQLException {
        store().forNode(Samples.at(NOW)).commit(List.of(publish("d", "other", "w")));
        try (Connection application = connect()) {
            for (String table : List.of("wh_chain SET number", "wh_pending_delivery SET chain_number")) {
                execute(application, "UPDATE " + table + " = " + Samples.number(name));
            }
        }
    }
}
