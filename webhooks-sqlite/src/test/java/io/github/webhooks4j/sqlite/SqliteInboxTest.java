package io.github.webhooks4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.jdbc.Delivered;
import io.github.webhooks4j.jdbc.InboxContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

class SqliteInboxTest extends InboxContract {
    @TempDir
    private Path directory;

    @Override
    protected Connection connect() throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.OFF);
        config.setBusyTimeout(10_000);
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("receiver.db"), config.toProperties());
    }

    @Override
    protected void awaitWaiting() {
        // SQLite does not show it.
    }

    @Override
    protected String missingTable() {
        return "[SQLITE_ERROR] SQL error or missing database (no such table: wh_inbox)";
    }

    @Test
    void lives_in_the_file_of_a_store_too() throws SQLException {
        Path file = directory.resolve("receiver.db");
        execute(connection(), "DROP TABLE wh_inbox");
        try (SqliteStore store = SqliteStore.open(file)) {
            inbox.createSchema(connection());
            assertThat(inbox.acceptOnce(connection(), Delivered.as("msg_1"))).isTrue();
            assertThat(store.chainCounts().accepted()).isZero();
        }
        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(inbox.acceptOnce(connection(), Delivered.as("msg_1"))).isFalse();
            assertThat(store.chainCounts().accepted()).isZero();
        }
    }
}
