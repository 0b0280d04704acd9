package io.github.webhooks4j.storecopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.storecopy.StoreCopyException.Reason;
import io.github.webhooks4j.storecopy.StoreCopyProgress.Phase;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A copy that is interrupted: it goes on, or is refused, and no store opens what there is of it. */
@Tag("postgres")
class StoreCopyResumeTest {
    @TempDir
    private Path directory;

    private final PGSimpleDataSource database = PostgresServer.newSchema();
    private final String schema = "the database postgres (schema " + database.getCurrentSchema() + ")";

    @Test
    void goes_on_after_each_transaction_that_it_was_interrupted_at() {
        StoreOnFile stored = StoreOnFile.in(directory);
        int interruptions = 0;

        StoreCopyReport report = null;
        while (report == null) {
            try {
                report = copy(stored, step -> interruptWhile(step.phase() == Phase.COPYING));
            } catch (Interruption e) {
                interruptions++;
            }
        }

        assertThat(report.differences()).isEmpty();
        assertThat(report.resumed()).isTrue();
        assertThat(interruptions).isEqualTo(CopiedTable.OF_STORE.size() + 3);
    }

    @Test
    void goes_on_after_its_process_was_killed() throws Exception {
        StoreOnFile stored = StoreOnFile.in(directory);

        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledCopy.class.getName(),
                        stored.file.toString(),
                        database.getURL(),
                        database.getUser())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        int status = killed.waitFor();

        assertThat(status).as(Files.readString(directory.resolve("output"))).isEqualTo(KilledCopy.STATUS);
        assertThat(PostgresServer.number(database, "SELECT count(*) FROM wh_inbox"))
                .isEqualTo(2L * SourceFile.BATCH_ROWS);
        StoreCopyReport report = copy(stored, step -> {});
        assertThat(report.differences()).isEmpty();
        assertThat(report.resumed()).isTrue();
    }

    @Test
    void is_opened_by_no_store_until_it_is_finished() {
        StoreOnFile stored = StoreOnFile.in(directory);
        interrupt(stored);

        assertThatThrownBy(() -> PostgresStore.open(database))
                .isInstanceOf(StoreException.class)
                .hasMessage(schema + " holds an unfinished copy of " + subject(stored)
                        + "; run the copy again, which goes on, or drop the tables and open the store anew")
                .extracting("reason")
                .isEqualTo(StoreException.Reason.UNFINISHED_COPY);

        copy(stored, step -> {});
        PostgresStore.open(database).close();
    }

    @Test
    void does_not_go_on_once_a_store_has_opened_the_file() {
        StoreOnFile stored = StoreOnFile.in(directory);
        interrupt(stored);
        stored.open().close();

        refusesOther(stored);
    }

    @Test
    void does_not_go_on_with_another_key() {
        StoreOnFile stored = StoreOnFile.in(directory);
        interrupt(stored);

        assertThatThrownBy(() -> StoreCopy.builder(stored.file, database)
                        .keys(List.of(EncryptionKey.of(new byte[32])))
                        .run())
                .isInstanceOf(StoreCopyException.class)
                .extracting("reason")
                .isEqualTo(Reason.OTHER_COPY);
    }

    @Test
    void does_not_go_on_with_another_file() throws IOException {
        interrupt(StoreOnFile.in(Files.createDirectory(directory.resolve("one"))));
        StoreOnFile other = StoreOnFile.in(Files.createDirectory(directory.resolve("other")));

        assertThatThrownBy(() -> copy(other, step -> {}))
                .isInstanceOf(StoreCopyException.class)
                .hasMessageMatching(
                        "\\Q" + schema + "\\E holds an unfinished copy of the store file \\S+/one/store.db, "
                                + "begun at \\S+, which cannot go on with the store file \\S+/other/store.db: that is another "
                                + "file, or a store has opened it since; drop its tables, or give the copy a schema of its own");
    }

    @Test
    void ends_when_another_process_goes_on_with_it() {
        StoreOnFile stored = StoreOnFile.in(directory);

        assertThatThrownBy(() -> copy(stored, step -> {
                    if (step.table().equals("wh_event")) {
                        PostgresServer.execute(database, "UPDATE wh_store_copy SET copied = copied + 1");
                    }
                }))
                .isInstanceOf(StoreCopyException.class)
                .hasMessage(schema + " takes the copy of " + subject(stored)
                        + " from another process too; let one process finish it")
                .extracting("reason")
                .isEqualTo(Reason.OTHER_COPY);
    }

    @Test
    void stays_unfinished_when_the_sides_differ() {
        StoreOnFile stored = StoreOnFile.in(directory);

        StoreCopyReport report = copy(stored, step -> {
            if (step.phase() == Phase.COMPARING && step.table().equals("wh_deployment")) {
                PostgresServer.execute(database, "UPDATE wh_event SET topic = 'acme/other' WHERE id = 'done'");
                PostgresServer.execute(database, "DELETE FROM wh_attempt WHERE status = 500");
                PostgresServer.execute(database, "UPDATE wh_chain_counts SET complete = 0, accepted = 8");
                PostgresServer.execute(database, "DELETE FROM wh_pending_delivery WHERE ordering_key IS NULL");
            }
        });

        assertThat(report.isEqual()).isFalse();
        assertThat(report.differences())
                .containsExactly(
                        "wh_event has the same number of rows on both sides, and other values",
                        "wh_pending_delivery has 6 rows in the file, and 3 in the database",
                        "wh_attempt has 5 rows in the file, and 4 in the database",
                        "wh_chain_counts has the same number of rows on both sides, and other values",
                        "the chain counts are ChainCounts[accepted=10, complete=1, awaitingCallback=2, delivering=5, "
                                + "interrupted=1, cancelled=1] in the file, and ChainCounts[accepted=8, complete=0, "
                                + "awaitingCallback=2, delivering=6, interrupted=1, cancelled=0] in the database",
                        "there are 0 inconsistencies in the file, and 3 in the database, or others");
        assertThatThrownBy(() -> PostgresStore.open(database)).isInstanceOf(StoreException.class);
    }

    private void refusesOther(StoreOnFile stored) {
        assertThatThrownBy(() -> copy(stored, step -> {}))
                .isInstanceOf(StoreCopyException.class)
                .hasMessageMatching("\\Q" + schema + " holds an unfinished copy of " + subject(stored)
                        + "\\E, begun at \\S+, which cannot go on with \\Q" + subject(stored)
                        + "\\E: that is another file, or a store has opened it since; drop its tables, or give the copy "
                        + "a schema of its own")
                .extracting("reason")
                .isEqualTo(Reason.OTHER_COPY);
    }

    private void interrupt(StoreOnFile stored) {
        assertThatThrownBy(
                        () -> copy(stored, step -> interruptWhile(step.table().equals("wh_webhook"))))
                .isInstanceOf(Interruption.class);
    }

    private StoreCopyReport copy(StoreOnFile stored, Consumer<StoreCopyProgress> progress) {
        return StoreCopy.builder(stored.file, database).onProgress(progress).run();
    }

    private static void interruptWhile(boolean condition) {
        if (condition) {
            throw new Interruption();
        }
    }

    private static String subject(StoreOnFile stored) {
        try {
            return "the store file " + stored.file.toRealPath();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Interrupts a copy. */
    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
