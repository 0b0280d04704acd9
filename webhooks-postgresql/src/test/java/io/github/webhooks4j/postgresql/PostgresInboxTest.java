package io.github.webhooks4j.postgresql;

import static java.util.concurrent.CompletableFuture.runAsync;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.webhooks4j.jdbc.Delivered;
import io.github.webhooks4j.jdbc.InboxContract;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("postgres")
class PostgresInboxTest extends InboxContract {
    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%wh_inbox%'";

    private final PGSimpleDataSource database = PostgresServer.newSchema();

    @Override
    protected Connection connect() throws SQLException {
        return database.getConnection();
    }

    @Override
    protected void awaitWaiting() throws SQLException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            boolean waiting = false;
            while (!waiting) {
                assertThat(System.nanoTime()).as("a transaction waits").isLessThan(end);
                LockSupport.parkNanos(1_000_000);
                try (var rows = statement.executeQuery(WAITING)) {
                    rows.next();
                    waiting = rows.getInt(1) > 0;
                }
            }
        }
    }

    @Override
    protected String missingTable() {
        return "ERROR: relation \"wh_inbox\" does not exist";
    }

    @Test
    void is_created_once_by_nodes_that_start_at_the_same_time() throws Exception {
        execute(connection(), "DROP TABLE wh_inbox");
        var nodes = new ArrayList<CompletableFuture<Void>>();
        for (int node = 0; node < 4; node++) {
            Connection connection = connection();
            nodes.add(runAsync(() -> inbox.createSchema(connection), threads));
        }

        CompletableFuture.allOf(nodes.toArray(CompletableFuture[]::new)).get(10, SECONDS);

        assertThat(ids()).isZero();
    }

    @Test
    void is_created_within_a_transaction_that_the_application_began_by_a_statement() throws SQLException {
        Connection connection = connection();
        execute(connection, "DROP TABLE wh_inbox");
        execute(connection, "BEGIN");
        inbox.createSchema(connection);
        execute(connection, "ROLLBACK");

        assertThatThrownBy(this::ids).hasMessageContaining("relation \"wh_inbox\" does not exist");
    }

    @Test
    void fails_rather_than_accepts_twice_above_read_committed() throws SQLException {
        Connection late = transaction();
        late.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        execute(late, "SELECT 1 FROM wh_inbox");
        assertThat(inbox.acceptOnce(connection(), Delivered.as("msg_1"))).isTrue();

        assertThatThrownBy(() -> inbox.acceptOnce(late, Delivered.as("msg_1")))
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "the inbox failed on a connection of the application; roll back, and let the sender try again "
                                + "(where the table is missing, Inbox.createSchema makes it): "
                                + "ERROR: could not serialize access due to concurrent update");

        late.rollback();
        assertThat(inbox.acceptOnce(late, Delivered.as("msg_1"))).isFalse();
    }

    @Test
    void shows_no_row_in_its_failure_nor_in_what_caused_it() throws SQLException {
        execute(connection(), "ALTER TABLE wh_inbox ADD CONSTRAINT no_canary CHECK (webhook_id <> 'canary')");
        Connection connection = connection();

        Throwable failure = catchThrowable(() -> inbox.acceptOnce(connection, Delivered.as("canary")));

        var shown = new StringWriter();
        failure.printStackTrace(new PrintWriter(shown));
        assertThat(shown.toString())
                .contains("violates check constraint \"no_canary\"")
                .contains("Caused by: java.sql.SQLException: ERROR: ")
                .doesNotContain("Failing row", ", canary,");
    }

    @Test
    void prunes_around_an_id_that_is_accepted_anew_just_now() throws SQLException {
        inbox.acceptOnce(connection(), Delivered.as("msg_1"));
        inbox.acceptOnce(connection(), Delivered.as("msg_2"));
        clock.advance(RETENTION.plusDays(1));
        Connection receiver = transaction();
        assertThat(inbox.acceptOnce(receiver, Delivered.as("msg_1"))).isTrue();

        assertThat(inbox.prune(connection())).isEqualTo(1);
        receiver.commit();

        assertThat(inbox.acceptOnce(connection(), Delivered.as("msg_1"))).isFalse();
    }

    @Test
    void keeps_others_from_accepting_only_the_same_id() throws SQLException {
        Connection slow = transaction();
        assertThat(inbox.acceptOnce(slow, Delivered.as("msg_1"))).isTrue();

        assertThat(inbox.acceptOnce(connection(), Delivered.as("msg_2"))).isTrue();
    }
}
