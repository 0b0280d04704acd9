package io.github.webhooks4j.jdbc;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.acceptance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Publication;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.TransactionalStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresHostTest extends HostTransactions {
    private final PostgresNodes nodes = new PostgresNodes();
    private PostgresStore store;

    @BeforeEach
    void open() {
        store = nodes.start(StoreClock.CALLERS);
        store.save(Samples.webhook("w"), 0, NOW);
        nodes.execute("CREATE TABLE theirs (id INTEGER PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Override
    TransactionalStore store() {
        return store;
    }

    @Override
    Connection connect() throws SQLException {
        return nodes.connect();
    }

    @Test
    void keeps_nobody_waiting_while_transactions_of_hosts_are_open() throws SQLException {
        try (Connection one = connect();
                Connection other = connect()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            store.publish(one, List.of(acceptance("e1", "c1", "w")), NOW);
            store.publish(other, List.of(acceptance("e2", "c2", "w")), NOW);
            store.commit(List.of(Samples.publish("e3", "c3", "w")), NOW);
            store.save(Samples.webhook("x"), 0, NOW);
            long known = store.webhooks(0).get(0).change();
            assertThat(store.save(
                            Samples.webhook("w")
                                    .withSettings(Samples.webhook("w", 2).settings()),
                            known,
                            NOW))
                    .isPresent();
            store.prune(Duration.ZERO, 10, NOW.plusSeconds(1));
            other.commit();
            one.commit();
        }

        assertThat(store.ledger().accepted()).isEqualTo(3);
        assertThat(store.ledger().isBalanced()).isTrue();
    }

    @Test
    void finds_the_event_that_another_transaction_accepted_while_it_waited_for_it() throws Exception {
        Future<Outcome> later;
        try (Connection host = connect()) {
            host.setAutoCommit(false);
            store.publish(host, List.of(acceptance("e", "first", "w")), NOW);
            later = nodes.threads.submit(() -> {
                try (Connection other = connect()) {
                    other.setAutoCommit(false);
                    Outcome outcome = store.publish(other, List.of(acceptance("e", "second", "w")), NOW);
                    other.commit();
                    return outcome;
                }
            });
            nodes.awaitBlocked(1, "wh_event");
            host.commit();
        }

        assertThat(later.get())
                .isEqualTo(new Outcome.Published(
                        List.of(new Publication(new EventId("e"), List.of(new ChainId("first")), true))));
    }

    @Test
    void leaves_no_statement_open_on_the_connection_of_the_host() throws SQLException {
        var recording = new RecordingDataSource(nodes.source);
        try (Connection host = recording.asDataSource().getConnection()) {
            store.publish(host, List.of(acceptance("e", "c", "w")), NOW);

            assertThat(recording.writes()).isNotEmpty();
            assertThat(recording.openStatements()).isZero();
        }
    }

    @Test
    void fails_and_leaves_the_transaction_usable_when_its_snapshot_cannot_see_the_event() throws SQLException {
        try (Connection host = connect()) {
            host.setAutoCommit(false);
            host.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            execute(host, "INSERT INTO theirs VALUES (1)");
            store.commit(List.of(Samples.publish("e", "c", "w")), NOW);

            assertThatThrownBy(() -> store.publish(host, List.of(acceptance("e", "d", "w")), NOW))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("could not serialize access");
            execute(host, "INSERT INTO theirs VALUES (2)");
            host.commit();
        }

        assertThat(nodes.number("SELECT count(*) FROM theirs")).isEqualTo(2);
    }
}
