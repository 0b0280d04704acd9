package io.github.webhooks4j.jdbc;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.acceptance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.TransactionalStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteHostTest extends HostTransactions {
    @TempDir
    private Path folder;

    private SqliteStore store;

    @BeforeEach
    void open() throws SQLException {
        store = SqliteStore.open(folder.resolve("store.db"));
        store.save(Samples.webhook("w"), 0, NOW);
        try (Connection host = connect()) {
            execute(host, "CREATE TABLE theirs (id INTEGER PRIMARY KEY)");
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    TransactionalStore store() {
        return store;
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("store.db") + "?transaction_mode=IMMEDIATE&foreign_keys=on");
    }

    @Test
    void reads_on_while_a_transaction_of_the_hosts_is_open() throws SQLException {
        try (Connection host = connect()) {
            host.setAutoCommit(false);
            store.publish(host, List.of(acceptance("e", "c", "w")), NOW);

            assertThat(store.webhooks(0)).hasSize(1);
            host.rollback();
        }
    }

    @Test
    void writes_again_once_the_host_that_kept_it_waiting_too_long_is_done() throws SQLException {
        try (Connection host = connect()) {
            host.setAutoCommit(false);
            execute(host, "INSERT INTO theirs VALUES (1)");

            assertThatThrownBy(() -> store.commit(List.of(Samples.publish("e", "c", "w")), NOW))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("SQLITE_BUSY");
            host.commit();
        }

        assertThat(store.commit(List.of(Samples.publish("e", "c", "w")), NOW)).hasSize(1);
    }
}
