package io.github.webhooks4j.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.jdbc.ExternalTransactionsContract;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.Watched;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of data sources that give no connection, too few, or the application's. */
@Tag("postgres")
class PostgresPoolTest {
    private static final String SUBJECT = "the database postgres \\(schema test_\\d+\\)";
    private static final String NO_CONNECTION =
            SUBJECT + " gave no connection, and nothing of the call was stored; check "
                    + "whether the server runs, and who holds the connections of the pool: ";
    private static final String IN_PROGRESS =
            " handed out a connection with a transaction in progress, which the store must "
                    + "neither commit nor roll back; give the store the data source itself \\(not Spring's "
                    + "TransactionAwareDataSourceProxy or one like it\\), and use engine\\.in\\(connection\\)\\.publish\\(…\\) to publish within a "
                    + "transaction";

    private final PostgresNodes nodes = new PostgresNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void reports_that_the_pool_has_no_connection_left() throws SQLException {
        HikariDataSource pool = pool(2);
        PostgresStore store = PostgresStore.open(pool);
        try (Connection one = pool.getConnection();
                Connection other = pool.getConnection()) {
            assertThat(one).isNotSameAs(other);
            String message =
                    NO_CONNECTION + "HikariPool-\\d+ - Connection is not available, request timed out after \\d+ms "
                            + "\\(total=2, active=2, idle=0, waiting=0\\)";

            fails(store::chainCounts, Reason.FAILED, message);
            fails(() -> store.find(HistoryQuery.all(), null, 1, 1), Reason.FAILED, message);
            fails(() -> store.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0), Reason.FAILED, message);
        }

        assertThat(store.chainCounts().accepted()).isZero();
    }

    @Test
    void reports_that_the_pool_was_closed() {
        HikariDataSource pool = pool(2);
        PostgresStore store = PostgresStore.open(pool);
        pool.close();

        fails(store::chainCounts, Reason.FAILED, NO_CONNECTION + "HikariDataSource .* has been closed\\.");
    }

    @Test
    void reports_why_a_data_source_gives_no_connection() {
        var failure = new AtomicReference<@Nullable Exception>();
        PostgresStore store = PostgresStore.open(new SourceOf(() -> {
            if (failure.get() instanceof SQLException e) {
                throw e;
            } else if (failure.get() instanceof RuntimeException e) {
                throw e;
            }
            return nodes.connect();
        }));

        failure.set(new SQLException("no room"));
        fails(store::chainCounts, Reason.FAILED, NO_CONNECTION + "no room");
        failure.set(new SQLException());
        fails(store::chainCounts, Reason.FAILED, NO_CONNECTION + "no reason given");
        failure.set(new IllegalStateException("no target"));
        fails(store::chainCounts, Reason.FAILED, NO_CONNECTION + "the data source failed with no target");
        failure.set(new IllegalStateException());
        fails(
                store::chainCounts,
                Reason.FAILED,
                NO_CONNECTION + "the data source failed with java\\.lang\\.IllegalStateException");
    }

    @Test
    void refuses_a_pool_that_is_too_small_when_it_is_opened() {
        fails(
                () -> PostgresStore.open(pool(1)),
                Reason.INACCESSIBLE,
                "the data source of the store on " + SUBJECT
                        + " must give 2 connections at the same time, of which one "
                        + "listens for other nodes, but gave 1; give its pool room for 5 beside the application's own: "
                        + "HikariPool-\\d+ - Connection is not available, .*");
    }

    @Test
    void refuses_a_data_source_that_gives_the_same_connection_again() throws SQLException {
        try (Connection only = nodes.connect()) {
            fails(
                    () -> PostgresStore.open(new SourceOf(() -> Watched.keptOpen(only))),
                    Reason.INACCESSIBLE,
                    "the data source of the store on " + SUBJECT
                            + " must give 2 connections at the same time, of which "
                            + "one listens for other nodes, but gave 1; give its pool room for 5 beside the application's "
                            + "own: it hands out the same connection again");
        }
    }

    @Test
    void refuses_its_own_work_on_a_connection_with_a_transaction_in_progress() throws SQLException {
        var bound = new AtomicReference<@Nullable Connection>();
        PostgresStore store = PostgresStore.open(boundTo(bound));
        nodes.execute("CREATE TABLE theirs (id INTEGER)");
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            bound.set(application);
            ExternalTransactionsContract.execute(application, "INSERT INTO theirs VALUES (1)");

            refusesTransaction(() -> store.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0));
            refusesTransaction(store::chainCounts);
            ExternalTransactionsContract.execute(application, "INSERT INTO theirs VALUES (2)");
            application.rollback();
        }
        bound.set(null);

        assertThat(nodes.number("SELECT count(*) FROM theirs")).isZero();
        assertThat(store.webhooks(0)).isEmpty();
    }

    @Test
    void refuses_its_own_work_on_a_connection_with_an_open_empty_transaction() throws SQLException {
        var bound = new AtomicReference<@Nullable Connection>();
        PostgresStore store = PostgresStore.open(boundTo(bound));
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            bound.set(application);

            refusesTransaction(() -> store.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0));
        }
        bound.set(null);

        assertThat(store.webhooks(0)).isEmpty();
    }

    @Test
    void is_not_opened_in_the_middle_of_a_transaction() throws SQLException {
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            ExternalTransactionsContract.execute(application, "CREATE TABLE theirs (id INTEGER)");

            fails(
                    () -> PostgresStore.open(new SourceOf(() -> Watched.keptOpen(application))),
                    Reason.FOREIGN_CONNECTION,
                    "the data source of the store on a PostgreSQL database" + IN_PROGRESS);
        }
    }

    private DataSource boundTo(AtomicReference<@Nullable Connection> bound) {
        return new SourceOf(() -> {
            Connection transaction = bound.get();
            return transaction == null ? nodes.connect() : Watched.keptOpen(transaction);
        });
    }

    private HikariDataSource pool(int size) {
        return nodes.pool(config -> {
            config.setMaximumPoolSize(size);
            config.setConnectionTimeout(500);
        });
    }

    private static void refusesTransaction(ThrowingCallable call) {
        fails(call, Reason.FOREIGN_CONNECTION, "the data source of the store on " + SUBJECT + IN_PROGRESS);
    }

    private static void fails(ThrowingCallable call, Reason reason, String pattern) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(pattern)
                .extracting("reason")
                .isEqualTo(reason);
    }
}
