package io.github.webhooks4j.sqlite;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.acceptance;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.sqlite.internal.SqliteConnections;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig.TransactionMode;

/** A store file that is deleted, replaced or emptied while a store has it open: nothing more is acknowledged. */
class LostFileTest {
    private static final String REMEDY =
            " while it was in use, and what is written to it now would be lost; close the engine, "
                    + "then put the file back or restore a backup (docs/operating.md, \"The store file is gone\")";

    @TempDir
    private Path temporary;

    private Path directory;
    private Path path;
    private SqliteFile file;
    private SqliteStore store;

    @BeforeEach
    void open() throws IOException {
        directory = temporary.toRealPath();
        path = directory.resolve("store.db");
        file = SqliteFile.open(path, SqliteScripts.schema(), false);
        store = new SqliteStore(file, SecretCipher.of(List.of()));
        store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
        store.forNode(Samples.at(NOW)).commit(List.of(publish("e1", "c1", "w")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void refuses_every_call_once_the_file_was_deleted() throws IOException {
        Files.delete(path);

        refusesEverything("the store file " + path + " was deleted or moved" + REMEDY);
    }

    @Test
    void refuses_every_call_once_another_file_has_its_name() throws IOException {
        Path other = directory.resolve("other.db");
        SqliteStore.open(other).close();
        Files.move(other, path, REPLACE_EXISTING);

        refusesEverything("the store file " + path + " was replaced by another file" + REMEDY);
    }

    @Test
    void refuses_every_call_once_the_file_was_emptied_also_when_it_has_grown_again() throws IOException {
        byte[] content = Files.readAllBytes(path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        String message = "the store file " + path + " was emptied" + REMEDY;
        refusesEverything(message);

        Files.write(path, content);

        refusesEverything(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-shm"})
    void refuses_every_call_once_a_part_of_it_was_deleted(String end) throws IOException {
        Path part = directory.resolve("store.db" + end);
        Files.delete(part);

        refusesEverything(part + ", a part of the store file " + path + ", was deleted or moved" + REMEDY);
    }

    @Test
    void keeps_what_was_committed_when_the_wal_was_deleted_and_the_store_is_closed() throws IOException {
        Files.delete(directory.resolve("store.db-wal"));
        store.close();

        try (SqliteStore again = SqliteStore.open(path)) {
            assertThat(again.findChain(Samples.chain("c1"))).isPresent();
        }
    }

    @Test
    void acknowledges_no_commit_during_which_the_file_was_deleted() {
        assertThatThrownBy(() -> file.write(session -> {
                    int written = session.update("UPDATE wh_ledger SET accepted = 2");
                    delete(path);
                    return written;
                }))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store file " + path + " was deleted or moved" + REMEDY)
                .extracting("reason")
                .isEqualTo(Reason.LOST);
    }

    @Test
    void works_on_when_the_same_file_is_put_back() throws IOException {
        Path away = Files.move(path, directory.resolve("away.db"));
        refuses(store::chainCounts, "the store file " + path + " was deleted or moved" + REMEDY);

        Files.move(away, path);

        assertThat(store.forNode(Samples.at(NOW)).commit(List.of(publish("e2", "c2", "w"))))
                .hasSize(1);
    }

    @Test
    void creates_no_file_when_an_open_store_needs_another_connection() {
        Path missing = directory.resolve("missing.db");
        var connections = new SqliteConnections(missing, DriverManager::getConnection);

        assertThatThrownBy(() -> connections.connect(TransactionMode.IMMEDIATE))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("SQLITE_CANTOPEN");
        assertThat(missing).doesNotExist();
    }

    @Test
    void keeps_the_wal_of_a_replaced_file_away_from_the_file_that_replaced_it() throws IOException {
        Path other = directory.resolve("other.db");
        try (SqliteStore restored = SqliteStore.open(other)) {
            restored.forNode(Samples.at(NOW)).save(Samples.webhook("v"), 0);
        }
        byte[] content = Files.readAllBytes(other);
        Files.move(other, path, REPLACE_EXISTING);

        store.close();

        assertThat(path).hasBinaryContent(content);
        assertThat(directory.toFile().list())
                .contains("store.db-wal.of-replaced-file")
                .doesNotContain("store.db-wal");
        try (SqliteStore again = SqliteStore.open(path)) {
            assertThat(again.webhooks(0))
                    .singleElement()
                    .satisfies(webhook ->
                            assertThat(webhook.webhook().id().value()).isEqualTo("v"));
        }
    }

    @Test
    void reports_that_only_the_wal_is_left_instead_of_creating_a_store() throws IOException {
        byte[] wal = Files.readAllBytes(directory.resolve("store.db-wal"));
        Path left = directory.resolve("left.db");
        Path leftWal = Files.write(directory.resolve("left.db-wal"), wal);
        String rest = ", but " + leftWal
                + " holds the last changes of one; put the database file back beside it, or restore a "
                + "backup and move left.db-wal away, which also starts an empty store";

        refuses(() -> SqliteStore.open(left), "the store file " + left + " does not exist" + rest);
        assertThat(left).doesNotExist();
        Files.createFile(left);
        refuses(() -> SqliteStore.open(left), "the store file " + left + " is empty" + rest);

        assertThat(leftWal).hasBinaryContent(wal);
    }

    private void refusesEverything(String message) throws IOException {
        refuses(() -> store.forNode(Samples.at(NOW)).commit(List.of(publish("e2", "c2", "w"))), message);
        refuses(() -> store.webhooks(0), message);
        refuses(store::chainCounts, message);
        refuses(() -> store.backup(directory.resolve("copy.db")), message);
        try (Connection application = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("host.db"))) {
            refuses(
                    () -> store.forNode(Samples.at(NOW)).publish(application, List.of(acceptance("e3", "c3", "w"))),
                    message);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .hasMessage(message)
                .extracting("reason")
                .isEqualTo(Reason.LOST);
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
