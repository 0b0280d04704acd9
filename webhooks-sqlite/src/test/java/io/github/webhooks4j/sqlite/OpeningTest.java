package io.github.webhooks4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("disk")
class OpeningTest {
    @TempDir
    private Path temporary;

    private Path directory;
    private Path file;

    @BeforeEach
    void name_the_file() throws IOException {
        // Messages show real paths, and a temporary directory may be behind a link.
        directory = temporary.toRealPath();
        file = directory.resolve("store.db");
    }

    @Test
    void opens_a_file_again_after_it_was_closed() {
        SqliteStore.open(file).close();

        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(store.webhooks(0)).isEmpty();
        }
    }

    @Test
    void opens_an_empty_file() throws IOException {
        Files.createFile(file);

        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(store.chainCounts().accepted()).isZero();
        }
    }

    @Test
    void opens_a_file_whatever_its_name() {
        Path odd = directory.resolve("Läden? 100% #1.db");

        SqliteStore.open(odd).close();

        assertThat(odd).isRegularFile();
    }

    @Test
    void leaves_nothing_beside_a_closed_file_but_its_lock() {
        SqliteStore.open(file).close();

        assertThat(directory).isDirectoryContaining(path -> path.equals(file));
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("store.db", "store.db.lock");
    }

    @Test
    void refuses_a_file_that_another_store_of_this_process_uses() {
        try (SqliteStore first = SqliteStore.open(file)) {
            refuses(
                    () -> SqliteStore.open(file),
                    Reason.IN_USE,
                    "the store file " + file
                            + " is in use by another store of this process; close that one first, or open another file");
            assertThat(first.webhooks(0)).isEmpty();
        }
    }

    @Test
    void refuses_a_file_in_use_by_another_name() throws IOException {
        try (SqliteStore first = SqliteStore.open(file)) {
            Path link = Files.createSymbolicLink(directory.resolve("link.db"), file);

            assertThatThrownBy(() -> SqliteStore.open(link))
                    .isInstanceOf(StoreException.class)
                    .extracting("reason")
                    .isEqualTo(Reason.IN_USE);
            assertThat(first.webhooks(0)).isEmpty();
        }
    }

    @Test
    void refuses_a_file_that_has_a_second_name_and_opens_it_once_that_is_gone() throws IOException {
        Path second = directory.resolve("second.db");
        try (SqliteStore first = SqliteStore.open(file)) {
            Files.createLink(second, file);

            refuses(
                    () -> SqliteStore.open(second),
                    Reason.IN_USE,
                    "the store file " + second
                            + " has 2 names (hard links) and may be in use by another of them, which would damage it, "
                            + "since SQLite keeps a WAL for each name; find them with find -samefile, and remove all but one");
            assertThat(first.webhooks(0)).isEmpty();
        }
        Files.delete(second);

        SqliteStore.open(file).close();
    }

    @Test
    void refuses_a_file_that_the_library_uses_under_another_class_loader() throws IOException {
        Path lock = directory.resolve("store.db.lock");
        try (FileChannel other = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();

            refuses(
                    () -> SqliteStore.open(file),
                    Reason.IN_USE,
                    "the store file " + file
                            + " is in use by another store of this process; close that one first, or open another file");
        }
    }

    @Test
    void refuses_a_file_that_another_program_has_locked() throws SQLException {
        try (Connection other = sqlite();
                var statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("CREATE TABLE theirs (id INTEGER)");

            refuses(
                    () -> SqliteStore.open(file),
                    Reason.IN_USE,
                    "the store file " + file + " is locked by another program; close that first, or open another file");
        }
    }

    @Test
    void refuses_a_file_of_a_newer_schema() throws SQLException {
        SqliteStore.open(file).close();
        execute("INSERT INTO wh_schema (version) VALUES (7)");

        refuses(
                () -> SqliteStore.open(file),
                Reason.NEWER_SCHEMA,
                "the store file " + file + " has schema version 7, but this library knows versions up to 1; "
                        + "use a newer version of the library, or another file");
    }

    @Test
    void refuses_a_database_of_another_program_and_leaves_it_as_it_was() throws SQLException, IOException {
        execute("CREATE TABLE theirs (id INTEGER)");
        byte[] before = Files.readAllBytes(file);

        refuses(
                () -> SqliteStore.open(file),
                Reason.NOT_A_WEBHOOK_STORE,
                "the file " + file
                        + " is a database of another program, with tables but without wh_schema; open another file");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void refuses_a_file_that_is_no_database_and_leaves_it_as_it_was() throws IOException {
        String text = "Dear diary, today I learnt that not every file is a database. ".repeat(100);
        Files.writeString(file, text);

        refuses(
                () -> SqliteStore.open(file),
                Reason.NOT_A_WEBHOOK_STORE,
                "the file " + file
                        + " is no SQLite database; open another file, or restore a backup if it was a store, "
                        + "which is damaged then");
        assertThat(file).hasContent(text);
    }

    @Test
    void refuses_a_directory() {
        refuses(
                () -> SqliteStore.open(directory),
                Reason.INACCESSIBLE,
                "the store file " + directory + " is a directory; name a file in it");
    }

    @Test
    void refuses_a_file_in_a_directory_that_does_not_exist() {
        Path lost = directory.resolve("missing").resolve("store.db");

        refuses(
                () -> SqliteStore.open(lost),
                Reason.INACCESSIBLE,
                "the store file " + lost + " cannot be created, since there is no directory " + lost.getParent()
                        + "; create that first");
    }

    @Test
    void refuses_a_file_beside_which_it_cannot_lock() throws IOException {
        Path lock = Files.createDirectory(directory.resolve("store.db.lock"));

        refuses(
                () -> SqliteStore.open(file),
                Reason.INACCESSIBLE,
                "the store file " + file + " cannot be used, since " + lock
                        + " beside it cannot be locked; check the permissions of both and of their directory");
    }

    @Test
    void refuses_a_file_beside_which_sqlite_cannot_work() throws IOException {
        Files.createDirectory(directory.resolve("store.db-wal"));

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store file " + file
                        + " cannot be opened: [SQLITE_IOERR_DELETE] I/O error within xDelete (disk I/O error); "
                        + "look at its file system and the system's log")
                .extracting("reason")
                .isEqualTo(Reason.INACCESSIBLE);
    }

    @Test
    void releases_the_lock_when_it_refuses_a_file() throws IOException {
        Files.writeString(file, "no database ".repeat(100));
        assertThatThrownBy(() -> SqliteStore.open(file)).isInstanceOf(StoreException.class);
        Files.delete(file);

        SqliteStore.open(file).close();

        assertThat(file).isRegularFile();
    }

    @Test
    void refuses_calls_after_it_was_closed() {
        SqliteStore store = SqliteStore.open(file);
        store.close();
        String message = "the store on " + file + " was closed; open it again to use it";

        refuses(store::chainCounts, Reason.CLOSED, message);
        refuses(() -> store.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0), Reason.CLOSED, message);
    }

    private static void refuses(ThrowingCallable call, Reason reason, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .hasMessage(message)
                .extracting("reason")
                .isEqualTo(reason);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = sqlite();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection sqlite() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}
