package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.acceptance;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A store behind a pooler that shares sessions of the server between transactions, and behind one that does not. */
@Tag("postgres")
class PgBouncerTest {
    private static final String HEARS_NOTHING =
            "the database postgres \\(schema test_\\d+\\) receives no notifications of other nodes, whose work is found by polling every 10 s only; its connections must not lead through a pooler that shares sessions "
                    + "\\(PgBouncer's pool_mode=transaction\\): give the store a data source of its own for listening "
                    + "\\(PostgresStore.builder\\)";

    @TempDir
    private Path directory;

    private final PostgresNodes nodes = new PostgresNodes();

    @BeforeEach
    void look_for_pgbouncer() {
        assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed (Debian: apt-get install pgbouncer)");
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void works_in_transaction_mode_over_and_over() {
        try (PgBouncer bouncer = bouncer("transaction");
                HikariDataSource pool = PostgresServer.pool(bouncer.source());
                PostgresStore store = PostgresStore.open(pool)) {
            store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
            for (int i = 0; i < 20; i++) {
                store.forNode(Samples.at(NOW)).commit(List.of(publish("e" + i, "c" + i, "w")));
                ClaimedDelivery delivery = store.forNode(Samples.at(NOW))
                        .claim(lane("w", 1), Samples.NODE)
                        .deliveries()
                        .get(0);
                assertThat(store.forNode(Samples.at(NOW)).renew(List.of(delivery.key()), Samples.NODE))
                        .isEmpty();
                store.forNode(Samples.at(NOW))
                        .commit(List.of(Samples.attempt(delivery.key(), 1, new AttemptOutcome.Delivered())));
                assertThat(store.webhooks(0)).hasSize(1);
            }
            store.forNode(Samples.at(NOW)).prune(Duration.ofDays(1), 10);

            assertThat(store.chainCounts().complete()).isEqualTo(20);
        }
    }

    @Test
    void reports_in_transaction_mode_that_it_receives_nothing() {
        try (PgBouncer bouncer = bouncer("transaction");
                PostgresStore store = PostgresStore.open(bouncer.source())) {
            var received = new ReceivedEvents();
            store.subscribe(received);

            assertThat(store.notes()).singleElement().asString().matches(HEARS_NOTHING);
            assertThat(nodes.number("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"
                            + " AND datname = current_database() AND client_port IS NOT NULL AND query LIKE '%' || "
                            + "(SELECT to_regclass('wh_pending_delivery')::oid)::text"))
                    .isZero();
        }
    }

    @Test
    void receives_in_transaction_mode_over_a_data_source_of_its_own() {
        try (PgBouncer bouncer = bouncer("transaction");
                PostgresStore store = PostgresStore.builder(bouncer.source())
                        .listening(nodes.source)
                        .open()) {
            var received = new ReceivedEvents();
            store.subscribe(received);
            received.await("missed");
            var other = nodes.start();
            other.subscribe(new ReceivedEvents());

            other.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);

            received.await("webhooks");
            assertThat(store.notes()).isEmpty();
        }
    }

    @Test
    void is_refused_in_transaction_mode_to_listen_on() {
        try (PgBouncer bouncer = bouncer("transaction")) {
            assertThatThrownBy(() -> PostgresStore.builder(nodes.source)
                            .listening(bouncer.source())
                            .open())
                    .isInstanceOf(StoreException.class)
                    .hasMessage(
                            "the data source for listening must have sessions of its own on the server, but shares them "
                                    + "between transactions, as PgBouncer's pool_mode=transaction does; let it lead to the server "
                                    + "itself");
        }
    }

    @Test
    void publishes_in_transaction_mode_in_the_applications_transaction() throws Exception {
        try (PgBouncer bouncer = bouncer("transaction");
                PostgresStore store = PostgresStore.open(bouncer.source())) {
            store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
            PGSimpleDataSource applications = bouncer.source();
            applications.setPrepareThreshold(0);
            for (int i = 0; i < 10; i++) {
                try (Connection connection = applications.getConnection()) {
                    connection.setAutoCommit(false);
                    store.forNode(Samples.at(NOW)).publish(connection, List.of(acceptance("e" + i, "c" + i, "w")));
                    connection.commit();
                }
            }

            assertThat(store.chainCounts().accepted()).isEqualTo(10);
        }
    }

    @Test
    void receives_in_session_mode() {
        try (PgBouncer bouncer = bouncer("session");
                PostgresStore store = PostgresStore.open(bouncer.source())) {
            var received = new ReceivedEvents();
            store.subscribe(received);
            received.await("missed");
            var other = nodes.start();
            other.subscribe(new ReceivedEvents());

            other.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);

            received.await("webhooks");
            assertThat(store.notes()).isEmpty();
        }
    }

    private PgBouncer bouncer(String mode) {
        String schema = nodes.source.getCurrentSchema();
        nodes.execute("CREATE ROLE " + schema + "_role SUPERUSER LOGIN");
        nodes.execute("ALTER ROLE " + schema + "_role SET search_path TO " + schema);
        return PgBouncer.start(directory, mode, schema + "_role");
    }
}
