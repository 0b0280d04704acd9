package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.jdbc.ExternalTransactionsContract;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.Watched;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.postgresql.internal.PostgresDatabase;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Claims and leases do not wait for readers, and wait for locks of other transactions only briefly. */
@Tag("postgres")
class PostgresLeaseTest {
    private static final Duration TERM = Duration.ofMillis(1_500);
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("a"), TERM);
    private static final Instant LATER = NOW.plusSeconds(1);
    private static final String IN_VAIN =
            "the database postgres \\(schema test_\\d+\\) waited too long for a lock, and nothing of the call was stored; end the transaction that locks rows or a table of the store \\(pg_blocking_pids shows "
                    + "which\\): ERROR: canceling statement due to lock timeout";

    private final PostgresNodes nodes = new PostgresNodes();
    private PostgresStore store;

    @BeforeEach
    void open() {
        store = nodes.start(StoreClock.CALLERS);
        store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void renews_and_claims_while_many_readers_wait() throws Exception {
        List<ClaimToken> keys = claimed("c1");
        var readers = new ArrayList<Future<Optional<ChainDetails>>>();
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            ExternalTransactionsContract.execute(application, "LOCK TABLE wh_attempt IN ACCESS EXCLUSIVE MODE");
            for (int i = 0; i < 40; i++) {
                readers.add(nodes.threads.submit(() -> store.findChain(Samples.chain("c1"))));
            }
            nodes.awaitBlocked(PostgresDatabase.MAX_READING, "wh_attempt");

            assertThat(store.forNode(Samples.at(LATER)).renew(keys, NODE)).isEmpty();
            store.forNode(Samples.at(NOW)).commit(List.of(publish("e2", "c2", "w")));
            assertThat(store.forNode(Samples.at(LATER))
                            .claim(lane("w", 9), NODE)
                            .deliveries())
                    .hasSize(1);
            assertThat(freeAt("c1")).isEqualTo(LATER.plus(TERM));
            application.rollback();
        }
        for (Future<Optional<ChainDetails>> reader : readers) {
            assertThat(reader.get()).isPresent();
        }
    }

    @Test
    void renews_leases_though_others_are_locked_and_loses_none_of_these() throws SQLException {
        List<ClaimToken> keys = claimed("c1", "c2", "c3");
        store.forNode(Samples.at(NOW))
                .commit(List.of(new Mutation.Apply(Samples.chain("c3"), new ChainEvent.Cancel())));
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            ExternalTransactionsContract.execute(
                    application,
                    "UPDATE wh_pending_delivery SET attempt = attempt WHERE chain_number = " + Samples.number("c1"));

            assertThat(store.forNode(Samples.at(LATER)).renew(keys, NODE))
                    .extracting(key -> key.delivery().chain())
                    .containsExactly(Samples.chain("c3"));
            application.rollback();
        }

        assertThat(freeAt("c2")).isEqualTo(LATER.plus(TERM));
        assertThat(freeAt("c1")).isEqualTo(NOW.plus(TERM));
        assertThat(store.forNode(Samples.at(LATER)).renew(keys.subList(0, 1), NODE))
                .isEmpty();
        assertThat(freeAt("c1")).isEqualTo(LATER.plus(TERM));
    }

    @Test
    void renews_a_lease_after_a_short_wait_for_its_locked_row() throws Exception {
        List<ClaimToken> keys = claimed("c1");
        LeaseRequest patient = new LeaseRequest(NODE.node(), Duration.ofMinutes(1));
        Future<List<ClaimToken>> renewing;
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            ExternalTransactionsContract.execute(
                    application,
                    "UPDATE wh_pending_delivery SET attempt = attempt WHERE chain_number = " + Samples.number("c1"));
            renewing =
                    nodes.threads.submit(() -> store.forNode(Samples.at(LATER)).renew(keys, patient));
            nodes.awaitBlocked(1, "wh_pending_delivery");
            application.rollback();
        }

        assertThat(renewing.get()).isEmpty();
        assertThat(freeAt("c1")).isEqualTo(LATER.plus(patient.duration()));
    }

    @Test
    void waits_for_a_locked_table_no_longer_than_a_third_of_a_lease() throws SQLException {
        List<ClaimToken> keys = claimed("c1");
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            ExternalTransactionsContract.execute(
                    application, "LOCK TABLE wh_pending_delivery IN ACCESS EXCLUSIVE MODE");
            long began = System.nanoTime();

            assertThatThrownBy(() -> store.forNode(Samples.at(LATER)).renew(keys, NODE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching(IN_VAIN);
            assertThatThrownBy(() -> store.forNode(Samples.at(LATER)).claim(lane("w", 9), NODE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching(IN_VAIN);
            // Less than one of them would take with the time that everything else waits.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(7));
            application.rollback();
        }
    }

    @Test
    void leaves_a_reader_that_waits_for_a_locked_table_to_fail_by_itself() throws SQLException {
        claimed("c1");
        try (Connection application = nodes.connect()) {
            application.setAutoCommit(false);
            ExternalTransactionsContract.execute(application, "LOCK TABLE wh_attempt IN ACCESS EXCLUSIVE MODE");

            assertThatThrownBy(() -> store.findChain(Samples.chain("c1")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching(IN_VAIN);
            application.rollback();
        }
    }

    @Test
    void claims_from_many_lanes_a_few_lanes_at_a_time() throws SQLException {
        var lanes = new CopyOnWriteArrayList<Integer>();
        PostgresStore watched = PostgresStore.open(
                new SourceOf(() -> Watched.connection(nodes.connect(), (method, arguments) -> {
                    if (method.equals("createArrayOf")) {
                        lanes.add(((Object[]) arguments[1]).length);
                    }
                    return true;
                })),
                SchemaMode.MIGRATE,
                SecretCipher.of(List.of()),
                StoreClock.CALLERS);
        List<String> webhooks = IntStream.range(10, 50).mapToObj(i -> "w" + i).toList();
        for (String webhook : webhooks) {
            store.forNode(Samples.at(NOW)).save(Samples.webhook(webhook), 0);
            store.forNode(Samples.at(NOW)).commit(List.of(publish("e" + webhook, "c" + webhook, webhook)));
        }
        lanes.clear();

        List<ClaimRequest> claims = webhooks.stream()
                .map(webhook -> new ClaimRequest(new LaneKey(new WebhookId(webhook), 0), 1))
                .toList();
        List<ClaimedDelivery> deliveries =
                watched.forNode(Samples.at(NOW)).claim(claims, NODE).deliveries();

        assertThat(deliveries)
                .extracting(delivery -> delivery.webhook().value())
                .containsExactlyInAnyOrderElementsOf(webhooks);
        assertThat(lanes).containsOnly(16, 8);
    }

    private List<ClaimToken> claimed(String... chains) {
        for (String chain : chains) {
            store.forNode(Samples.at(NOW)).commit(List.of(publish("e" + chain, chain, "w")));
        }
        return store.forNode(Samples.at(NOW)).claim(lane("w", chains.length), NODE).deliveries().stream()
                .map(ClaimedDelivery::key)
                .toList();
    }

    private Instant freeAt(String chain) {
        return Instant.ofEpochMilli(nodes.number(
                "SELECT available_at FROM wh_pending_delivery WHERE chain_number = " + Samples.number(chain)));
    }
}
