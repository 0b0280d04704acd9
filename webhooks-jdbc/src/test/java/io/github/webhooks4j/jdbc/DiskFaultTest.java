package io.github.webhooks4j.jdbc;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.attempt;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.Ledger;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;

/** A disk that is full or broken, at every step of a call: nothing of the call is kept, and nothing of what was before is lost. */
class DiskFaultTest {
    @TempDir
    private Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private Path path;
    private SqliteFile file;
    private SqliteStore store;

    @BeforeEach
    void open() throws IOException {
        path = folder.toRealPath().resolve("store.db");
        file = SqliteFile.open(path, Schema.ofSqlite(), disk::connect);
        store = new SqliteStore(file, Vault.of(List.of()));
        store.save(Samples.webhook("w"), 0, NOW);
        store.commit(List.of(publish("e1", "c1", "w")), NOW);
    }

    @AfterEach
    void close() {
        disk.heal();
        store.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            names = {"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_IOERR_FSYNC"})
    void keeps_all_or_nothing_of_a_commit_whichever_of_its_steps_fails(SQLiteErrorCode fault) {
        DueKey key =
                store.claim(lane("w", 1), Samples.NODE, NOW).deliveries().get(0).key();
        List<Change> changes =
                List.of(publish("e2", "c2", "w"), attempt(key, 1, new Verdict.Delivered()), publish("e3", "c3", "w"));

        int step = 1;
        while (failsAt(step, fault, changes)) {
            assertThat(store.ledger()).as("after step %d", step).isEqualTo(new Ledger(1, 0, 0, 1, 0, 0));
            assertThat(store.story(new ChainId("c2"))).isEmpty();
            assertThat(store.story(new ChainId("c1")).orElseThrow().attempts()).isEmpty();
            step++;
        }

        assertThat(step).isGreaterThan(5);
        assertThat(store.ledger()).isEqualTo(new Ledger(3, 1, 0, 2, 0, 0));
        assertThat(store.story(new ChainId("c1")).orElseThrow().chain().chain().state())
                .isEqualTo(new ChainState.Complete(0));
    }

    /** Returns whether the commit failed; says nothing of it then. */
    private boolean failsAt(int step, SQLiteErrorCode fault, List<Change> changes) {
        disk.failAt(step, fault);
        try {
            store.commit(changes, NOW);
            assertThat(disk.hasFailed()).isFalse();
            return false;
        } catch (StoreException e) {
            assertThat(e)
                    .hasMessage("the store file " + path + " failed, and nothing of the call was kept: [" + fault.name()
                            + "] " + fault.message)
                    .extracting(StoreException::reason)
                    .isEqualTo(Reason.FAILED);
            return true;
        } finally {
            disk.heal();
        }
    }

    @Test
    void leaves_work_claimable_when_a_claim_fails() {
        for (int step = 1; step <= 2; step++) {
            disk.failAt(step, SQLiteErrorCode.SQLITE_FULL);
            assertThatThrownBy(() -> store.claim(lane("w", 1), Samples.NODE, NOW))
                    .isInstanceOf(StoreException.class);
            disk.heal();
        }

        assertThat(store.claim(lane("w", 1), Samples.NODE, NOW).deliveries())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.key().fence()).isEqualTo(1));
    }

    @Test
    void reads_and_saves_again_after_it_could_not() {
        disk.failAt(1, SQLiteErrorCode.SQLITE_IOERR_READ);
        assertThatThrownBy(() -> store.webhooks(0)).isInstanceOf(StoreException.class);
        disk.failAt(3, SQLiteErrorCode.SQLITE_FULL);
        assertThatThrownBy(() -> store.save(Samples.webhook("x"), 0, NOW)).isInstanceOf(StoreException.class);
        disk.heal();

        assertThat(store.webhooks(0)).hasSize(1);
        assertThat(store.save(Samples.webhook("x"), 0, NOW)).isPresent();
    }

    @Test
    void opens_with_all_that_was_acknowledged_after_the_disk_failed() {
        disk.failAt(3, SQLiteErrorCode.SQLITE_IOERR_WRITE);
        assertThatThrownBy(() -> store.commit(List.of(publish("e2", "c2", "w")), NOW))
                .isInstanceOf(StoreException.class);
        store.close();

        try (SqliteStore again = SqliteStore.open(path)) {
            assertThat(again.ledger()).isEqualTo(new Ledger(1, 0, 0, 1, 0, 0));
            assertThat(again.claim(lane("w", 9), Samples.NODE, NOW).deliveries())
                    .hasSize(1);
        }
    }
}
