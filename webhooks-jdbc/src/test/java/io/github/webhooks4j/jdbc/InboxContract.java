package io.github.webhooks4j.jdbc;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.testkit.ManualClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an inbox does on either database. */
public abstract class InboxContract {
    public static final Duration RETENTION = Duration.ofDays(7);

    public final ManualClock clock = new ManualClock();
    public final Inbox inbox = Inbox.of(clock);
    public final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Connection> connections = new ArrayList<>();

    /** Opens a connection to the receiver's database, which is empty at first. */
    protected abstract Connection connect() throws SQLException;

    /** Waits until a transaction waits for a lock of the database, where that can be seen. */
    protected abstract void awaitWaiting() throws SQLException;

    @BeforeEach
    void create_the_table() throws SQLException {
        inbox.createSchema(connection());
    }

    @AfterEach
    void close() throws SQLException {
        threads.shutdownNow();
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void accepts_an_id_the_first_time_only() throws SQLException {
        Connection connection = connection();

        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isTrue();
        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isFalse();
        assertThat(inbox.acceptOnce(connection(), Delivered.as("msg_1"))).isFalse();
        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_2"))).isTrue();
    }

    @Test
    void keeps_the_ids_of_different_senders_apart() throws SQLException {
        Connection connection = connection();
        Inbox ofAcme = inbox.withSender("acme");
        Inbox ofHooli = inbox.withSender("hooli");

        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isTrue();
        assertThat(ofHooli.acceptOnce(connection, Delivered.as("msg_1"))).isTrue();
        assertThat(ofAcme.acceptOnce(connection, Delivered.as("msg_1"))).isTrue();
        assertThat(ofAcme.acceptOnce(connection, Delivered.as("msg_1"))).isFalse();
        assertThat(inbox.withSender("hooli").acceptOnce(connection, Delivered.as("msg_1")))
                .isFalse();
        assertThat(ids()).isEqualTo(3);
    }

    @Test
    void prunes_the_ids_of_every_sender() throws SQLException {
        Connection connection = connection();
        inbox.withSender("acme").acceptOnce(connection, Delivered.as("msg_1"));
        inbox.withSender("hooli").acceptOnce(connection, Delivered.as("msg_1"));
        clock.advance(RETENTION.plusMillis(1));
        inbox.withSender("hooli").acceptOnce(connection, Delivered.as("msg_1"));

        assertThat(inbox.prune(connection)).isEqualTo(1);
        assertThat(inbox.withSender("hooli").acceptOnce(connection, Delivered.as("msg_1")))
                .isFalse();
    }

    @Test
    void accepts_in_a_transaction_of_the_receivers() throws SQLException {
        Connection connection = transaction();

        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isTrue();
        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isFalse();
        assertThat(connection.getAutoCommit()).isFalse();
        connection.commit();

        assertThat(inbox.acceptOnce(connection(), Delivered.as("msg_1"))).isFalse();
    }

    @Test
    void forgets_what_was_rolled_back() throws SQLException {
        Connection connection = transaction();
        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isTrue();

        connection.rollback();

        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isTrue();
    }

    @Test
    void refuses_the_second_of_two_at_the_same_time_once_the_first_has_committed() throws Exception {
        Connection first = transaction();
        assertThat(inbox.acceptOnce(first, Delivered.as("msg_1"))).isTrue();
        CompletableFuture<Boolean> second = acceptElsewhere("msg_1");

        assertThat(second).isNotDone();
        first.commit();

        assertThat(second.get(10, SECONDS)).isFalse();
    }

    @Test
    void accepts_the_second_of_two_at_the_same_time_once_the_first_has_rolled_back() throws Exception {
        Connection first = transaction();
        assertThat(inbox.acceptOnce(first, Delivered.as("msg_1"))).isTrue();
        CompletableFuture<Boolean> second = acceptElsewhere("msg_1");

        assertThat(second).isNotDone();
        first.rollback();

        assertThat(second.get(10, SECONDS)).isTrue();
    }

    @Test
    void accepts_each_id_once_however_many_try() throws Exception {
        var accepted = new ArrayList<CompletableFuture<Integer>>();
        for (int thread = 0; thread < 4; thread++) {
            Connection connection = transaction();
            accepted.add(supplyAsync(() -> acceptAll(connection, 50), threads));
        }

        int sum = 0;
        for (CompletableFuture<Integer> one : accepted) {
            sum += one.get(30, SECONDS);
        }
        assertThat(sum).isEqualTo(50);
    }

    @Test
    void remembers_an_id_for_as_long_as_the_retention_and_no_longer() throws SQLException {
        Connection connection = connection();
        inbox.acceptOnce(connection, Delivered.as("msg_1"));

        clock.advance(RETENTION);
        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isTrue();
        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isFalse();
    }

    @Test
    void remembers_an_id_from_when_it_came_first() throws SQLException {
        Connection connection = connection();
        inbox.acceptOnce(connection, Delivered.as("msg_1"));

        clock.advance(RETENTION.minusHours(1));
        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isFalse();
        clock.advance(Duration.ofHours(2));
        assertThat(inbox.acceptOnce(connection, Delivered.as("msg_1"))).isTrue();
    }

    @Test
    void prunes_what_is_older_than_the_retention_a_batch_at_a_time() throws SQLException {
        Connection connection = transaction();
        acceptAll(connection, Inbox.MAX_PRUNED + 5);
        clock.advance(RETENTION.plusMillis(1));
        inbox.acceptOnce(connection, Delivered.as("young"));
        connection.commit();

        assertThat(inbox.prune(connection)).isEqualTo(Inbox.MAX_PRUNED);
        assertThat(inbox.prune(connection)).isEqualTo(5);
        assertThat(inbox.prune(connection)).isZero();
        connection.commit();

        assertThat(ids()).isEqualTo(1);
        assertThat(inbox.acceptOnce(connection, Delivered.as("young"))).isFalse();
    }

    @Test
    void creates_its_table_again_without_harm() throws SQLException {
        inbox.acceptOnce(connection(), Delivered.as("msg_1"));

        inbox.createSchema(connection());
        Connection connection = transaction();
        inbox.createSchema(connection);
        connection.commit();

        assertThat(ids()).isEqualTo(1);
        assertThat(connection.getAutoCommit()).isFalse();
    }

    @Test
    void creates_its_table_in_a_transaction_of_the_application() throws SQLException {
        execute(connection(), "DROP TABLE wh_inbox");
        Connection connection = transaction();
        inbox.createSchema(connection);

        connection.rollback();

        assertThatThrownBy(this::ids).isInstanceOf(SQLException.class);
        inbox.createSchema(connection);
        connection.commit();
        assertThat(ids()).isZero();
    }

    @Test
    void names_the_remedy_where_its_table_is_missing() throws SQLException {
        Connection connection = connection();
        execute(connection, "DROP TABLE wh_inbox");

        for (Runnable call : List.<Runnable>of(
                () -> inbox.acceptOnce(connection, Delivered.as("msg_1")), () -> inbox.prune(connection))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.FAILED))
                    .hasMessage(
                            "the inbox failed on a connection of the application; roll back, and let the sender try "
                                    + "again (where the table is missing, Inbox.createSchema makes it): "
                                    + missingTable());
        }
    }

    /** Returns the database's message when there is no table. */
    protected abstract String missingTable();

    public final Connection connection() throws SQLException {
        Connection connection = connect();
        connections.add(connection);
        return connection;
    }

    public final Connection transaction() throws SQLException {
        Connection connection = connection();
        connection.setAutoCommit(false);
        return connection;
    }

    public final int ids() throws SQLException {
        try (Statement statement = connection().createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM wh_inbox")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Accepts an id on another thread, which has begun, and waits where that can be seen, on return. */
    private CompletableFuture<Boolean> acceptElsewhere(String id) throws SQLException, InterruptedException {
        Connection connection = connection();
        var begun = new CountDownLatch(1);
        CompletableFuture<Boolean> accepted = supplyAsync(
                () -> {
                    begun.countDown();
                    return inbox.acceptOnce(connection, Delivered.as(id));
                },
                threads);
        assertThat(begun.await(10, SECONDS)).isTrue();
        awaitWaiting();
        return accepted;
    }

    /** Accepts ids, each in a transaction of its own; returns how many were new. */
    private int acceptAll(Connection connection, int ids) {
        int accepted = 0;
        try {
            for (int i = 0; i < ids; i++) {
                accepted += inbox.acceptOnce(connection, Delivered.as("many_" + i)) ? 1 : 0;
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return accepted;
    }
}
