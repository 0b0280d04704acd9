package io.github.webhooks4j.sqlite;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.acceptance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.ExternalTransactionsContract;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.Watched;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.TransactionalStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("postgres")
class SqliteExternalTransactionsTest extends ExternalTransactionsContract {
    @TempDir
    private Path directory;

    private SqliteStore store;

    @BeforeEach
    void open() throws SQLException {
        store = SqliteStore.open(directory.resolve("store.db"));
        store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
        try (Connection application = connect()) {
            execute(application, "CREATE TABLE theirs (id INTEGER PRIMARY KEY)");
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected TransactionalStore store() {
        return store;
    }

    @Override
    protected Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve("store.db") + "?transaction_mode=IMMEDIATE&foreign_keys=on");
    }

    @Override
    protected Connection connectElsewhere() throws SQLException {
        Path other = directory.resolve("other.db");
        SqliteStore.open(other).close();
        return DriverManager.getConnection("jdbc:sqlite:" + other);
    }

    @Override
    protected Connection connectNowhere() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("nowhere.db"));
    }

    @Override
    protected String place() {
        return "the store file /.*\\.db";
    }

    @Test
    void refuses_a_connection_to_a_copy_of_its_file() throws SQLException {
        try (Connection application = connect()) {
            execute(application, "VACUUM INTO '" + directory.resolve("copy.db") + "'");
        }

        try (Connection application = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("copy.db"))) {
            assertThatThrownBy(() ->
                            store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("copy.db, store ")
                    .extracting("reason")
                    .isEqualTo(StoreException.Reason.FOREIGN_CONNECTION);
        }
    }

    @Test
    void takes_its_turn_before_it_reads_with_autocommit_on() throws SQLException {
        try (Connection other = DriverManager.getConnection(
                        "jdbc:sqlite:" + directory.resolve("store.db") + "?busy_timeout=0");
                Connection application = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"))) {
            // A write between what publish reads and what it writes would make it fail.
            Connection watched = beforeItWrites(
                    application,
                    () -> assertThatThrownBy(() -> execute(other, "INSERT INTO theirs VALUES (1)"))
                            .hasMessageContaining("SQLITE_BUSY"));

            store.forNode(Samples.at(NOW)).publish(watched, List.of(acceptance("e", "c", "w")));
        }

        assertThat(store.chainCounts().accepted()).isEqualTo(1);
    }

    private static Connection beforeItWrites(Connection connection, Runnable then) {
        return Watched.connection(connection, (method, arguments) -> {
            if (method.equals("prepareStatement") && arguments[0].toString().startsWith("INSERT INTO wh_event")) {
                then.run();
            }
            return true;
        });
    }

    @Test
    void reads_on_while_a_transaction_of_the_application_is_open() throws SQLException {
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w")));

            assertThat(store.webhooks(0)).hasSize(1);
            application.rollback();
        }
    }

    @Test
    void writes_again_once_a_long_transaction_of_the_application_has_ended() throws SQLException {
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            execute(application, "INSERT INTO theirs VALUES (1)");

            assertThatThrownBy(() -> store.forNode(Samples.at(NOW)).commit(List.of(Samples.publish("e", "c", "w"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("SQLITE_BUSY");
            application.commit();
        }

        assertThat(store.forNode(Samples.at(NOW)).commit(List.of(Samples.publish("e", "c", "w"))))
                .hasSize(1);
    }

    @Test
    void waits_for_its_turn_on_a_connection_that_would_not_wait_itself() throws Exception {
        try (Connection other = connect();
                Connection application = DriverManager.getConnection(
                        "jdbc:sqlite:" + directory.resolve("store.db") + "?busy_timeout=0&foreign_keys=on")) {
            other.setAutoCommit(false);
            execute(other, "INSERT INTO theirs VALUES (1)");
            CompletableFuture<MutationResult> publication = CompletableFuture.supplyAsync(
                    () -> store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e", "c", "w"))));

            assertThatThrownBy(() -> publication.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            other.setAutoCommit(true);

            assertThat(publication.get(30, TimeUnit.SECONDS)).isInstanceOf(MutationResult.Published.class);
            try (var statement = application.createStatement();
                    var rows = statement.executeQuery("PRAGMA busy_timeout")) {
                assertThat(rows.getInt(1)).isZero();
            }
        }
    }
}
