package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.tck.Concurrently;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What two nodes on one database do with the events of one ordering key at the same time. */
@Tag("postgres")
class PostgresOrderingTest {
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("a"), Duration.ofSeconds(15));
    private static final String KEY = "customer-7";
    private static final String IN_TURN =
            "SELECT count(*) FROM wh_pending_delivery WHERE lease_owner IS DISTINCT FROM 'waits_for_turn'";

    private final PostgresNodes nodes = new PostgresNodes();
    private final AtomicInteger events = new AtomicInteger(1_000);
    private Store a;
    private Store b;
    private PostgresStore transactional;

    @BeforeEach
    void start_the_nodes() {
        transactional = nodes.start(StoreClock.CALLERS);
        a = transactional.forNode(Samples.at(NOW));
        b = nodes.start(StoreClock.CALLERS).forNode(Samples.at(NOW));
        a.save(Samples.webhook("w", 2), 0);
    }

    @AfterEach
    void stop_the_nodes() {
        nodes.close();
    }

    @Test
    void gives_distinct_turns_to_what_two_nodes_publish_at_once() throws Exception {
        nodes.together(16, List.of(a, b), node -> node.commit(List.of(publish(newName()), publish(newName()))));

        assertThat(numbers("SELECT ordering_sequence FROM wh_event ORDER BY 1"))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 32).boxed().toList());
        assertThat(nodes.number("SELECT sequence FROM wh_ordering_key")).isEqualTo(32);
        assertThat(nodes.number(IN_TURN)).isEqualTo(1);
        assertThat(a.inconsistencies(9)).isEmpty();
    }

    @Test
    void never_leaves_deliveries_waiting_for_nobody_while_both_publish_and_settle() throws Exception {
        for (int round = 0; round < 40; round++) {
            Concurrently.run(number -> {
                Store node = number % 2 == 0 ? a : b;
                return number < 4 ? node.commit(List.of(publish(newName()))) : settle(node);
            });

            assertThat(a.inconsistencies(9)).as("after round " + round).isEmpty();
        }
        int left = (int) nodes.number("SELECT count(*) FROM wh_pending_delivery");
        for (int i = 0; i < left; i++) {
            assertThat(settle(a)).hasSize(1);
        }
        assertThat(nodes.number("SELECT count(*) FROM wh_pending_delivery")).isZero();
    }

    @Test
    void gives_turns_in_their_order_whoever_settles() throws Exception {
        for (int i = 0; i < 20; i++) {
            a.commit(List.of(publish(newName())));
        }
        var settled = new ArrayList<ChainId>();
        for (int i = 0; i < 20; i++) {
            Store node = i % 2 == 0 ? b : a;
            ClaimedDelivery next =
                    node.claim(Samples.lane("w", 9), NODE).deliveries().get(0);
            settled.add(next.key().delivery().chain());
            node.commit(List.of(Samples.attempt(next.key(), 1, new AttemptOutcome.Delivered())));
        }

        assertThat(settled)
                .isEqualTo(IntStream.rangeClosed(1_001, 1_020)
                        .mapToObj(number -> Samples.chain("c" + number))
                        .toList());
    }

    @Test
    void never_deadlocks_while_deliveries_are_settled_and_others_cancelled() throws Exception {
        String deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        long before = nodes.number(deadlocks);
        for (int round = 0; round < 40; round++) {
            List<String> names = IntStream.range(0, 8).mapToObj(i -> newName()).toList();
            a.commit(names.stream().map(PostgresOrderingTest::publish).toList());

            Concurrently.run(number -> {
                Store node = number % 2 == 0 ? a : b;
                return number == 0
                        ? settle(node)
                        : node.commit(List.of(cancel(names.get(number)), cancel(names.get(8 - number))));
            });

            assertThat(a.inconsistencies(9)).as("after round " + round).isEmpty();
            names.forEach(name -> a.commit(List.of(cancel(name))));
        }

        // A session reports what it has counted at its end at the latest.
        nodes.close();
        assertThat(nodes.number(deadlocks)).isEqualTo(before);
    }

    @Test
    void leaves_a_delivery_to_who_gives_the_turn_while_it_waits_for_its_lane() throws Exception {
        List<String> names = List.of(newName(), newName(), newName());
        names.forEach(name -> a.commit(List.of(publish(name))));
        Future<List<MutationResult>> cancelled;
        try (var giver = nodes.connect();
                var statement = giver.createStatement()) {
            giver.setAutoCommit(false);
            // What a transaction that settles the first delivery does.
            statement.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended('webhooks4j.ordering_key." + KEY + "', 0))");
            cancelled = nodes.threads.submit(() -> b.commit(List.of(cancel(names.get(1)))));
            nodes.awaitBlocked(1, "pg_advisory_xact_lock");
            statement.execute("SET LOCAL lock_timeout = '1ms'");
            statement.execute("UPDATE wh_chain SET state = 5 WHERE number = " + Samples.number(names.get(0)));
            statement.execute("DELETE FROM wh_pending_delivery WHERE chain_number = " + Samples.number(names.get(0)));
            statement.execute("UPDATE wh_pending_delivery SET lease_owner = NULL, available_at = due_at"
                    + " WHERE chain_number = " + Samples.number(names.get(1)));
            giver.commit();
        }

        assertThat(cancelled.get())
                .singleElement()
                .satisfies(result -> assertThat(((MutationResult.Applied) result).turns())
                        .as("the turn that was given concurrently is given on")
                        .hasSize(1));
        assertThat(StoreRules.isWaitingForTurn(
                        a.findChain(Samples.chain(names.get(2))).orElseThrow().chain()))
                .isFalse();
        assertThat(a.inconsistencies(9)).isEmpty();
    }

    @Test
    void keeps_only_events_of_its_key_waiting_by_a_publish_in_an_open_transaction() throws Exception {
        String first = newName();
        a.commit(List.of(publish(first)));
        Future<List<MutationResult>> behind;
        String listed = newName();
        String later = newName();
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            transactional
                    .forNode(Samples.at(NOW))
                    .publish(application, List.of(event(listed, KEY).listed(1)));

            b.commit(List.of(new Mutation.Publish(List.of(event(newName(), "customer-8")))));
            assertThat(settle(a)).as("a delivery of each key").hasSize(2);
            behind = nodes.threads.submit(() -> b.commit(List.of(publish(later))));
            nodes.awaitBlocked(1, "wh_ordering_key");
            application.commit();
        }

        behind.get();
        assertThat(a.slices(null, 9))
                .extracting(ChainSlice::turn)
                .containsExactly(new OrderingTurn(new OrderingKey(KEY), 2));
        assertThat(nodes.number("SELECT ordering_sequence FROM wh_event WHERE id = '" + later + "'"))
                .isEqualTo(3);
        create();
        create();
        settleAll(listed, later);
    }

    @Test
    void counts_on_after_a_transaction_of_the_application_was_rolled_back() throws SQLException {
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            transactional
                    .forNode(Samples.at(NOW))
                    .publish(application, List.of(event(newName(), KEY).listed(1)));
            application.rollback();
        }

        a.commit(List.of(publish(newName())));

        assertThat(numbers("SELECT ordering_sequence FROM wh_event")).containsExactly(1L);
    }

    @Test
    void sends_no_statement_about_order_for_events_without_a_key() {
        var recording = new RecordingDataSource(nodes.pool());
        try (var store = PostgresStore.open(
                recording.asDataSource(), SchemaMode.MIGRATE, SecretCipher.of(List.of()), StoreClock.CALLERS)) {
            int opening = recording.connections().size();
            Store node = store.forNode(Samples.at(NOW));
            node.commit(List.of(Samples.publish("e1", "c1", "w"), Samples.publish("e2", "c2", "w")));
            settle(node);

            assertThat(recording
                            .connections()
                            .subList(opening, recording.connections().size()))
                    .hasSize(3)
                    .allSatisfy(statements -> assertThat(statements)
                            .noneMatch(sql -> sql.contains("wh_ordering_key")
                                    || sql.contains("pg_advisory")
                                    || sql.contains("waits_for_turn")));
        }
    }

    private void create() {
        a.commit(a.slices(null, 9).stream()
                .map(slice -> (Mutation) new Mutation.CreateChains(slice))
                .toList());
    }

    /** Settles what is left, which is this in this order. */
    private void settleAll(String... names) {
        for (String name : names) {
            assertThat(settle(a))
                    .singleElement()
                    .satisfies(result -> assertThat(((MutationResult.Applied) result)
                                    .after()
                                    .chain()
                                    .id())
                            .isEqualTo(Samples.chain(name)));
        }
    }

    /** Claims what may be claimed now, and records that it was delivered. */
    private static List<MutationResult> settle(Store node) {
        List<Mutation> attempts = node.claim(Samples.lane("w", 9), NODE).deliveries().stream()
                .map(delivery -> Samples.attempt(delivery.key(), 1, new AttemptOutcome.Delivered()))
                .toList();
        return node.commit(attempts);
    }

    private String newName() {
        return "c" + events.incrementAndGet();
    }

    private static Mutation publish(String name) {
        return new Mutation.Publish(List.of(event(name, KEY)));
    }

    private static Mutation cancel(String name) {
        return new Mutation.Apply(Samples.chain(name), new ChainEvent.Cancel());
    }

    /** Returns an event with a chain of its name. */
    private static NewEvent event(String name, String key) {
        Event event = Event.builder("order.paid")
                .topic("acme/app")
                .id(name)
                .occurredAt(NOW)
                .orderingKey(key)
                .body("{}")
                .build();
        return new NewEvent(
                Samples.number(name), event, Samples.acceptance(name, name, "w").chains());
    }

    private List<Long> numbers(String sql) {
        var numbers = new ArrayList<Long>();
        try (Connection connection = nodes.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return numbers;
    }
}
