package io.github.webhooks4j.sqlite;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.attempt;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import io.github.webhooks4j.stats.ChainCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;

/**
 * A disk that is full or broken, at every step of a call: nothing of the call is kept, and nothing of what was before
 * is lost.
 */
@Tag("disk")
class DiskFaultTest {
    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private Path path;
    private SqliteFile file;
    private SqliteStore store;

    @BeforeEach
    void open() throws IOException {
        path = directory.toRealPath().resolve("store.db");
        file = SqliteFile.open(path, SqliteScripts.schema(), false, disk::connect);
        store = new SqliteStore(file, SecretCipher.of(List.of()));
        store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
        store.forNode(Samples.at(NOW)).commit(List.of(publish("e1", "c1", "w")));
    }

    @AfterEach
    void close() {
        disk.heal();
        store.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            names = {"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_IOERR_FSYNC", "SQLITE_READONLY"})
    void keeps_all_or_nothing_of_a_commit_whichever_of_its_steps_fails(SQLiteErrorCode fault) {
        ClaimToken key = store.forNode(Samples.at(NOW))
                .claim(lane("w", 1), Samples.NODE)
                .deliveries()
                .get(0)
                .key();
        List<Mutation> changes = List.of(
                publish("e2", "c2", "w"), attempt(key, 1, new AttemptOutcome.Delivered()), publish("e3", "c3", "w"));

        int step = 1;
        while (failsAt(step, fault, changes)) {
            assertThat(store.chainCounts()).as("after step %d", step).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
            assertThat(store.findChain(Samples.chain("c2"))).isEmpty();
            assertThat(store.findChain(Samples.chain("c1")).orElseThrow().attempts())
                    .isEmpty();
            step++;
        }

        assertThat(step).isGreaterThan(5);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(3, 1, 0, 2, 0, 0));
        assertThat(store.findChain(Samples.chain("c1"))
                        .orElseThrow()
                        .chain()
                        .chain()
                        .state())
                .isEqualTo(new ChainState.Complete(0));
    }

    /** Returns whether the commit failed; the failure is ignored. */
    private boolean failsAt(int step, SQLiteErrorCode fault, List<Mutation> changes) {
        disk.failAt(step, fault);
        try {
            store.forNode(Samples.at(NOW)).commit(changes);
            assertThat(disk.hasFailed()).isFalse();
            return false;
        } catch (StoreException e) {
            assertThat(e)
                    .hasMessage(
                            "the store file " + path + " failed, and nothing of the call was stored: " + said(fault))
                    .extracting(StoreException::reason)
                    .isEqualTo(Reason.FAILED);
            return true;
        } finally {
            disk.heal();
        }
    }

    private static String said(SQLiteErrorCode fault) {
        return switch (fault) {
            case SQLITE_FULL -> "[SQLITE_FULL] " + fault.message + " (in SQLite's words); make room on its file system";
            case SQLITE_READONLY ->
                "in SQLite's words (SQLITE_READONLY); give the user of this process the permission to write the file, its -wal and -shm, and their directory";
            default ->
                "[" + fault.name() + "] " + fault.message
                        + " (in SQLite's words); look at its file system and the system's log";
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            names = {"SQLITE_CORRUPT", "SQLITE_CORRUPT_INDEX", "SQLITE_NOTADB"})
    void reports_that_the_file_is_damaged_and_the_remedy(SQLiteErrorCode fault) {
        disk.failAt(1, fault);

        assertThatThrownBy(() -> store.chainCounts())
                .isInstanceOf(StoreException.class)
                .hasMessage("the store file " + path + " is damaged: in SQLite's words (" + fault.name()
                        + "); close the engine, keep "
                        + "the file and its -wal for examination, and restore a backup (docs/operating.md, \"The store file is "
                        + "damaged\")")
                .extracting("reason")
                .isEqualTo(Reason.DAMAGED);
    }

    @Test
    void reports_on_open_that_the_file_is_read_only_or_damaged_or_the_disk_fails() {
        Path other = path.resolveSibling("other.db");
        String subject = "the store file " + other;

        assertThat(openingFails(other, SQLiteErrorCode.SQLITE_READONLY))
                .hasMessage(
                        subject
                                + " cannot be written, since it or its directory is read-only (SQLITE_READONLY); give the user of this process the permission to write the file, its -wal and -shm, and their directory")
                .extracting("reason")
                .isEqualTo(Reason.INACCESSIBLE);
        assertThat(openingFails(other, SQLiteErrorCode.SQLITE_CORRUPT))
                .hasMessage(
                        subject
                                + " is damaged: in SQLite's words (SQLITE_CORRUPT); close the engine, keep the file and its "
                                + "-wal for examination, and restore a backup (docs/operating.md, \"The store file is damaged\")")
                .extracting("reason")
                .isEqualTo(Reason.DAMAGED);
        assertThat(openingFails(other, SQLiteErrorCode.SQLITE_FULL))
                .hasMessage(subject + " cannot be opened: [SQLITE_FULL] " + SQLiteErrorCode.SQLITE_FULL.message
                        + " (in SQLite's words); make room on its file system")
                .extracting("reason")
                .isEqualTo(Reason.INACCESSIBLE);
    }

    private StoreException openingFails(Path other, SQLiteErrorCode fault) {
        disk.failAt(4, fault);
        try {
            return catchThrowableOfType(
                    StoreException.class,
                    () -> SqliteFile.open(other, SqliteScripts.schema(), false, disk::connect)
                            .close());
        } finally {
            disk.heal();
        }
    }

    @Test
    void reports_where_to_unpack_a_native_library_that_cannot_be_loaded() {
        Path other = path.resolveSibling("other.db");

        assertThatThrownBy(() -> SqliteFile.open(other, SqliteScripts.schema(), false, (url, properties) -> {
                    throw new SQLException(
                            "Error opening connection", new NativeLibraryNotFoundException("No native library found"));
                }))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store file " + other
                        + " cannot be opened, since SQLite's native library cannot be loaded; "
                        + "sqlite-jdbc unpacks it into the directory for temporary files, which must be writable and must not be "
                        + "mounted noexec: name another one with -Dorg.sqlite.tmpdir=DIRECTORY")
                .extracting("reason")
                .isEqualTo(Reason.INACCESSIBLE);
    }

    @Test
    void leaves_work_claimable_when_a_claim_fails() {
        for (int step = 1; step <= 2; step++) {
            disk.failAt(step, SQLiteErrorCode.SQLITE_FULL);
            assertThatThrownBy(() -> store.forNode(Samples.at(NOW)).claim(lane("w", 1), Samples.NODE))
                    .isInstanceOf(StoreException.class);
            disk.heal();
        }

        assertThat(store.forNode(Samples.at(NOW))
                        .claim(lane("w", 1), Samples.NODE)
                        .deliveries())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.key().fencingToken()).isEqualTo(1));
    }

    @Test
    void reads_and_saves_again_after_it_could_not() {
        disk.failAt(1, SQLiteErrorCode.SQLITE_IOERR_READ);
        assertThatThrownBy(() -> store.webhooks(0)).isInstanceOf(StoreException.class);
        disk.failAt(3, SQLiteErrorCode.SQLITE_FULL);
        assertThatThrownBy(() -> store.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0))
                .isInstanceOf(StoreException.class);
        disk.heal();

        assertThat(store.webhooks(0)).hasSize(1);
        assertThat(store.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0)).isPresent();
    }

    @Test
    void opens_with_all_that_was_acknowledged_after_the_disk_failed() {
        disk.failAt(3, SQLiteErrorCode.SQLITE_IOERR_WRITE);
        assertThatThrownBy(() -> store.forNode(Samples.at(NOW)).commit(List.of(publish("e2", "c2", "w"))))
                .isInstanceOf(StoreException.class);
        store.close();

        try (SqliteStore again = SqliteStore.open(path)) {
            assertThat(again.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
            assertThat(again.forNode(Samples.at(NOW))
                            .claim(lane("w", 9), Samples.NODE)
                            .deliveries())
                    .hasSize(1);
        }
    }
}
