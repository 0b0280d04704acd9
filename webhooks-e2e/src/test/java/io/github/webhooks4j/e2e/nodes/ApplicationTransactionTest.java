package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.CI;
import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Events published in a transaction of the application, on PostgreSQL. */
@Tag("postgres")
@Tag("e2e")
class ApplicationTransactionTest {
    private static final Duration SOON = Duration.ofMillis(100);

    private final Nodes nodes = new Nodes();
    private final ShiftedClock clock = new ShiftedClock();
    private final Node node = nodes.start(options -> options.clock(clock));
    private final List<Connection> connections = new ArrayList<>();

    @BeforeEach
    void create_a_webhook_and_a_table_of_the_application() {
        node.engine.webhooks().create(draft(CI));
        PostgresServer.execute(nodes.database, "CREATE TABLE orders (id TEXT PRIMARY KEY)");
    }

    @AfterEach
    void close() throws SQLException {
        nodes.close();
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void sends_within_100_ms_of_the_commit() throws SQLException {
        Connection connection = transaction();
        var delays = new ArrayList<Duration>();
        for (int i = 1; i <= 50; i++) {
            order(connection, "order-" + i);
            node.engine.in(connection).publish(push("push-" + i));
            connection.commit();
            int count = i;
            delays.add(Nodes.awaitWithin(
                    Duration.ofSeconds(10), () -> node.transport.requests(CI).size() == count));
        }

        Collections.sort(delays);
        System.out.printf(
                "from commit to request: median %d ms, most %d ms%n",
                delays.get(25).toMillis(), delays.get(49).toMillis());
        assertThat(delays.get(25)).isLessThanOrEqualTo(SOON);
    }

    @Test
    void leaves_nothing_after_a_rollback() throws SQLException {
        Connection connection = transaction();
        order(connection, "order-1");
        node.engine.in(connection).publish(push("push-1"));
        connection.rollback();

        node.engine.publish(push("push-2"));

        await(() -> node.engine.chainCounts().complete() == 1);
        assertThat(node.engine.chainCounts().accepted()).isEqualTo(1);
        assertThat(nodes.rows("orders")).isZero();
        assertThat(nodes.rows("wh_event")).isEqualTo(1);
        assertThat(nodes.rows("wh_chain")).isEqualTo(1);
        assertThat(nodes.rows("wh_pending_delivery")).isZero();
        assertThat(node.transport.requests()).hasSize(1);
    }

    @Test
    void can_be_published_again_after_a_rollback() throws SQLException {
        Connection connection = transaction();
        node.engine.in(connection).publish(push("push-1"));
        connection.rollback();

        PublishResult again = node.engine.in(connection).publish(push("push-1"));
        connection.commit();

        assertThat(again.duplicate()).isFalse();
        await(() -> node.engine.chainCounts().complete() == 1);
    }

    @Test
    void sends_from_any_node() throws SQLException {
        Node other = nodes.start();
        Connection connection = transaction();
        node.engine.in(connection).publish(List.of(push("push-1"), push("push-2")));
        connection.commit();

        await(() -> other.engine.chainCounts().complete() == 2);
        assertThat(node.transport.requests().size() + other.transport.requests().size())
                .isEqualTo(2);
    }

    @Test
    void makes_an_event_durable_on_return_with_autocommit_on() throws SQLException {
        Connection connection = connection();

        List<PublishResult> published = node.engine.in(connection).publish(List.of(push("push-1"), push("push-2")));

        assertThat(nodes.rows("wh_event")).isEqualTo(2);
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(published).extracting(PublishResult::duplicate).containsExactly(false, false);
        await(() -> node.engine.chainCounts().complete() == 2);
    }

    @Test
    void leaves_the_applications_transaction_usable_after_a_conflict() throws SQLException {
        node.engine.publish(push("push-1"));
        Event another = PushEvents.of(
                new EventId("push-1"),
                Instant.now(),
                PushPayload.of(
                        PushData.of(Instant.now(), "eve", "latest"),
                        Repository.builder("acme/app").build()));
        Connection connection = transaction();
        order(connection, "order-1");

        assertThatThrownBy(() -> node.engine.in(connection).publish(List.of(push("push-2"), another)))
                .isInstanceOf(EventConflictException.class);
        order(connection, "order-2");
        connection.commit();

        assertThat(nodes.rows("orders")).isEqualTo(2);
        assertThat(nodes.rows("wh_event")).isEqualTo(1);
        node.engine.in(connection).publish(push("push-2"));
        connection.commit();
        await(() -> node.engine.chainCounts().complete() == 2);
    }

    @Test
    void delays_no_other_publisher_while_the_application_does_not_commit() throws SQLException {
        Connection slow = transaction();
        node.engine.in(slow).publish(push("slow"));
        Connection quick = transaction();

        for (int i = 0; i < 20; i++) {
            node.engine.publish(push("engine-" + i));
            node.engine.in(quick).publish(push("quick-" + i));
            quick.commit();
        }
        await(() -> node.engine.chainCounts().complete() == 40);

        slow.commit();
        await(() -> node.engine.chainCounts().complete() == 41);
        assertThat(node.engine.chainCounts().isBalanced()).isTrue();
    }

    @Test
    void puts_no_notify_into_the_applications_transaction() throws SQLException {
        Connection ear = connection();
        execute(
                ear,
                "LISTEN webhooks4j_"
                        + PostgresServer.number(nodes.database, "SELECT 'wh_pending_delivery'::regclass::oid"));
        Connection connection = transaction();
        for (int i = 0; i < 20; i++) {
            node.engine.in(connection).publish(push("push-" + i));
            connection.commit();
        }
        await(() -> node.engine.chainCounts().complete() == 20);
        // A notification of our own: when it arrives, all earlier ones have arrived.
        node.engine.webhooks().rotateSecret(node.engine.webhooks().list().get(0).id());

        int application = connection.unwrap(PGConnection.class).getBackendPID();
        PGNotification[] received = ear.unwrap(PGConnection.class).getNotifications(10_000);
        assertThat(received).extracting(PGNotification::getPID).isNotEmpty().doesNotContain(application);
    }

    @Test
    void finds_an_event_also_when_the_application_commits_after_the_watch_ended() throws SQLException {
        Connection slow = transaction();
        node.engine.in(slow).publish(push("slow"));
        clock.advance(Duration.ofSeconds(61));
        // The engine polls once more, and then no longer waits for the commit.
        Connection quick = connection();
        node.engine.in(quick).publish(push("quick"));
        await(() -> node.engine.chainCounts().complete() == 1);

        slow.commit();
        // The full scan, which runs every 10 s, finds it.
        clock.advance(Duration.ofSeconds(11));

        await(() -> node.engine.chainCounts().complete() == 2);
        assertThat(node.transport.requests(CI))
                .extracting(RecordedDelivery::url)
                .containsExactly(CI, CI);
    }

    private Connection connection() throws SQLException {
        Connection connection = nodes.database.getConnection();
        connections.add(connection);
        return connection;
    }

    private Connection transaction() throws SQLException {
        Connection connection = connection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void order(Connection connection, String id) throws SQLException {
        execute(connection, "INSERT INTO orders VALUES ('" + id + "')");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
