package io.github.webhooks4j.sqlite;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.delivered;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import io.github.webhooks4j.stats.ChainCounts;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers see of writers, and what is left of calls that fail. */
class IsolationTest {
    @TempDir
    private Path directory;

    private SqliteFile file;
    private SqliteStore store;

    @BeforeEach
    void open() {
        file = SqliteFile.open(directory.resolve("store.db"), SqliteScripts.schema(), false);
        store = new SqliteStore(file, SecretCipher.of(List.of()));
        store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void reads_the_last_commit_while_a_transaction_is_being_written() {
        store.forNode(Samples.at(NOW)).commit(List.of(publish("e1", "c1", "w")));

        ChainCounts seen = file.write(session -> {
            session.update("UPDATE wh_ledger SET accepted = 99");
            // On this thread: it would wait for itself indefinitely if readers waited for the writer.
            return store.chainCounts();
        });

        assertThat(seen).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
        assertThat(store.chainCounts().accepted()).isEqualTo(99);
    }

    @Test
    void writes_while_a_reader_holds_a_snapshot() {
        store.forNode(Samples.at(NOW)).commit(List.of(publish("e1", "c1", "w")));

        List<Integer> seen = file.read(session -> {
            int before = accepted(session);
            store.forNode(Samples.at(NOW)).commit(List.of(publish("e2", "c2", "w")));
            return List.of(before, accepted(session));
        });

        assertThat(seen).containsExactly(1, 1);
        assertThat(store.chainCounts().accepted()).isEqualTo(2);
    }

    @Test
    void keeps_nothing_of_a_commit_that_the_database_refuses_and_works_on() {
        store.forNode(Samples.at(NOW)).commit(List.of(publish("e1", "c1", "w")));
        execute("CREATE TRIGGER refusal BEFORE INSERT ON wh_attempt BEGIN SELECT raise(FAIL, 'no room'); END");

        failsWith(
                "no room",
                () -> store.forNode(Samples.at(NOW)).commit(List.of(publish("e2", "c2", "w"), delivered("c1"))));
        execute("DROP TRIGGER refusal");

        assertThat(store.findChain(Samples.chain("c2"))).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
        store.forNode(Samples.at(NOW)).commit(List.of(publish("e2", "c2", "w"), delivered("c1")));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 1, 0, 1, 0, 0));
    }

    @Test
    void keeps_nothing_of_a_commit_for_which_the_disk_has_no_room_and_works_on() {
        String large = "{\"text\":\"" + "x".repeat(500_000) + "\"}";
        file.write(session -> {
            int pages = session.list("PRAGMA page_count", row -> row.getInt(1)).get(0);
            return session.list("PRAGMA max_page_count = " + (pages + 10), row -> row.getInt(1));
        });

        failsWith(
                "database or disk is full",
                () -> store.forNode(Samples.at(NOW))
                        .commit(List.of(publish("e1", "c1", "w"), publish("e2", "c2", "w", large))));

        assertThat(store.chainCounts().accepted()).isZero();
        assertThat(store.findChain(Samples.chain("c1"))).isEmpty();
        store.forNode(Samples.at(NOW)).commit(List.of(publish("e2", "c2", "w", large)));
        assertThat(store.chainCounts().accepted()).isEqualTo(1);
    }

    @Test
    void keeps_nothing_of_a_commit_that_starts_a_chain_which_is_there_already() {
        store.forNode(Samples.at(NOW)).commit(List.of(publish("e", "taken", "w")));

        failsWith(
                "UNIQUE constraint failed: wh_chain.id",
                () -> store.forNode(Samples.at(NOW))
                        .commit(List.of(publish("e1", "c1", "w"), publish("e2", "taken", "w"))));

        assertThat(store.chainCounts().accepted()).isEqualTo(1);
    }

    @Test
    void keeps_nothing_of_a_commit_that_starts_a_chain_twice() {
        assertThatThrownBy(() -> store.forNode(Samples.at(NOW))
                        .commit(List.of(publish("e1", "c1", "w"), publish("e2", "c1", "w"))))
                .isInstanceOf(StoreException.class)
                .hasMessage("chain c1 is there already; every chain needs an id of its own")
                .extracting("reason")
                .isEqualTo(Reason.FAILED);

        assertThat(store.chainCounts().accepted()).isZero();
        assertThat(store.forNode(Samples.at(NOW)).lanes()).isEmpty();
    }

    @Test
    void works_on_after_a_read_that_failed() {
        failsWith("no such table", () -> file.read(session -> session.list("SELECT * FROM missing", row -> 1)));

        assertThat(store.webhooks(0)).hasSize(1);
    }

    @Test
    void never_writes_through_a_connection_for_reading() {
        failsWith(
                "attempt to write a readonly database",
                () -> file.read(session -> session.update("UPDATE wh_ledger SET accepted = 99")));

        assertThat(store.chainCounts().accepted()).isZero();
    }

    private static int accepted(JdbcSession session) throws SQLException {
        return session.list("SELECT accepted FROM wh_ledger", row -> row.getInt(1))
                .get(0);
    }

    private void execute(String sql) {
        file.write(session -> {
            session.execute(sql);
            return sql;
        });
    }

    private void failsWith(String end, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("the store file ")
                .hasMessageContaining(" failed, and nothing of the call was stored: ")
                .hasMessageContaining(end)
                .extracting("reason")
                .isEqualTo(Reason.FAILED);
    }
}
