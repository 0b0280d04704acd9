package io.github.webhooks4j.storecopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.storecopy.StoreCopyException.Reason;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What no copy is made of, or to; neither side is changed by it. */
@Tag("postgres")
class StoreCopyRefusalTest {
    @TempDir
    private Path directory;

    private final PGSimpleDataSource database = PostgresServer.newSchema();
    private final String schema = "the database postgres (schema " + database.getCurrentSchema() + ")";

    @Test
    void refuses_a_target_with_rows() throws IOException {
        Path file = empty("store.db");
        PostgresStore.open(database).close();
        PostgresServer.execute(database, "INSERT INTO wh_ordering_key VALUES ('acme', 1, 0)");

        refuses(
                () -> copy(file),
                Reason.TARGET_NOT_EMPTY,
                schema + " must be empty to take a copy of the store file " + file.toRealPath()
                        + ", but wh_ordering_key has rows; nothing was copied; give the copy a schema of its own");
        PostgresStore.open(database).close();
    }

    @Test
    void refuses_a_target_that_an_engine_has_used() throws IOException {
        Path file = empty("store.db");
        try (PostgresStore store = PostgresStore.open(database)) {
            store.signingKey(new byte[32]);
        }

        refuses(
                () -> copy(file),
                Reason.TARGET_NOT_EMPTY,
                schema + " must be empty to take a copy of the store file " + file.toRealPath()
                        + ", but wh_deployment has rows; nothing was copied; give the copy a schema of its own");
    }

    @Test
    void refuses_a_target_with_an_inbox_that_has_rows() throws IOException {
        StoreOnFile stored = StoreOnFile.in(directory);
        PostgresServer.execute(database, "CREATE TABLE wh_inbox (sender TEXT, webhook_id TEXT, accepted_at BIGINT)");
        PostgresServer.execute(database, "INSERT INTO wh_inbox VALUES ('', 'msg_1', 1), ('', 'msg_2', 1)");

        refuses(
                () -> copy(stored.file),
                Reason.TARGET_NOT_EMPTY,
                schema + " must be empty to take a copy of the store file " + stored.file.toRealPath()
                        + ", but wh_inbox has rows; nothing was copied; give the copy a schema of its own");
    }

    @Test
    void refuses_to_copy_again_what_is_finished() throws IOException {
        Path file = empty("store.db");
        assertThat(copy(file).isEqual()).isTrue();

        assertThatThrownBy(() -> copy(file))
                .isInstanceOf(StoreCopyException.class)
                .hasMessageMatching("\\Q" + schema + " holds a copy of the store file " + file.toRealPath()
                        + "\\E that was finished at \\S+; open it, or give another copy a schema of its own")
                .extracting("reason")
                .isEqualTo(Reason.FINISHED);
    }

    @Test
    void refuses_a_file_that_a_store_has_open() throws IOException {
        Path file = directory.resolve("store.db");
        try (SqliteStore open = SqliteStore.open(file)) {
            assertThat(open.webhooks(0)).isEmpty();
            refuses(
                    () -> copy(file),
                    StoreException.Reason.IN_USE,
                    "the store file " + file.toRealPath() + " is in use by another store of this process; "
                            + "close that one first, or open another file");
        }
    }

    @Test
    void refuses_a_file_that_does_not_exist_or_is_empty() throws IOException {
        Path file = directory.resolve("store.db");
        String message = "the store file " + file.toAbsolutePath()
                + " does not exist, or is empty; name the file of the store to copy";

        refuses(() -> copy(file), StoreException.Reason.INACCESSIBLE, message);
        assertThat(file).doesNotExist();
        Files.createFile(file);
        refuses(() -> copy(file), StoreException.Reason.INACCESSIBLE, message);
        assertThat(file).isEmptyFile();
    }

    @Test
    void refuses_a_file_whose_key_is_missing() throws IOException {
        EncryptionKey key = EncryptionKey.of(new byte[32]);
        StoreOnFile stored = StoreOnFile.in(directory, key);
        byte[] other = new byte[32];
        other[0] = 1;

        refuses(
                () -> StoreCopy.builder(stored.file, database)
                        .keys(List.of(EncryptionKey.of(other)))
                        .run(),
                StoreException.Reason.INACCESSIBLE,
                "the store file " + stored.file.toRealPath() + " holds secrets that are encrypted with the key "
                        + key.id() + ", which was not given; pass that key as well, after the primary key");
        assertThat(PostgresServer.number(
                        database, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"))
                .isZero();
    }

    @Test
    void refuses_a_file_with_a_newer_schema() throws IOException {
        StoreOnFile stored = StoreOnFile.in(directory);
        stored.execute("INSERT INTO wh_schema (version) VALUES (7)");

        refuses(
                () -> copy(stored.file),
                StoreException.Reason.NEWER_SCHEMA,
                "the store file " + stored.file.toRealPath() + " has schema version 7, but this library knows versions "
                        + "up to 1; use a newer version of the library, or another file");
    }

    @Test
    void refuses_a_target_with_a_newer_schema() {
        Path file = empty("store.db");
        PostgresStore.open(database).close();
        PostgresServer.execute(database, "INSERT INTO wh_schema (version) VALUES (7)");

        refuses(
                () -> copy(file),
                StoreException.Reason.NEWER_SCHEMA,
                schema + " has schema version 7, but this library knows versions up to 1; use a newer version of the "
                        + "library, or another database");
    }

    @Test
    void refuses_clocks_that_differ_by_more_than_a_minute() {
        Path file = empty("store.db");
        var ahead = new ManualClock(Instant.now().plus(Duration.ofMinutes(5)));

        assertThatThrownBy(() -> StoreCopy.builder(file, database).clock(ahead).run())
                .isInstanceOf(StoreCopyException.class)
                .hasMessageMatching("\\Qthe clock of " + schema
                        + " must differ from the clock here by at most PT1M, but is \\E(PT4M5\\dS|PT5M)"
                        + " behind it; nothing was copied; set both clocks, and run the copy again")
                .extracting("reason")
                .isEqualTo(Reason.CLOCKS_DIFFER);
    }

    private StoreCopyReport copy(Path file) {
        return StoreCopy.builder(file, database).run();
    }

    private Path empty(String name) {
        Path file = directory.resolve(name);
        SqliteStore.open(file).close();
        return file;
    }

    private static void refuses(ThrowingCallable call, Enum<?> reason, String message) {
        assertThatThrownBy(call).hasMessage(message).extracting("reason").isEqualTo(reason);
    }
}
