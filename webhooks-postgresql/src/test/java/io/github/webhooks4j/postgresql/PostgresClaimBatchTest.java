package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.postgresql.internal.PostgresClaimBatchDissolver;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of the chains that one node holds while another, or another transaction of its own, changes them. */
@Tag("postgres")
class PostgresClaimBatchTest {
    private static final Duration TERM = Duration.ofSeconds(15);
    private static final Instant ENDED = NOW.plus(TERM);
    private static final LeaseRequest A = new LeaseRequest(new NodeId("a"), TERM);
    private static final LeaseRequest B = new LeaseRequest(new NodeId("b"), TERM);

    private final PostgresNodes nodes = new PostgresNodes();
    private PostgresStore a;
    private PostgresStore b;

    @BeforeEach
    void start_the_nodes() {
        a = nodes.start(StoreClock.CALLERS);
        b = nodes.start(StoreClock.CALLERS);
        a.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
    }

    @AfterEach
    void stop_the_nodes() {
        try {
            assertThat(a.inconsistencies(10)).isEmpty();
        } finally {
            nodes.close();
        }
    }

    @Test
    void keeps_one_row_for_all_chains_that_a_commit_created_claimed() {
        hold("1", "2", "3");

        assertThat(nodes.number("SELECT count(*) FROM wh_claim_batch")).isOne();
        assertThat(nodes.number("SELECT count(*) FROM wh_pending_delivery")).isZero();
    }

    @Test
    void records_an_attempt_of_a_chain_that_another_node_has_cancelled() {
        hold("1", "2");
        b.forNode(Samples.at(NOW)).commit(List.of(new Mutation.Apply(Samples.chain("1"), new ChainEvent.Cancel())));

        List<MutationResult> outcomes = a.forNode(Samples.at(NOW)).commit(delivered("1", "2"));

        assertThat(outcomes)
                .extracting(outcome -> ((Applied) outcome).effect())
                .containsExactly(Effect.IGNORED, Effect.MOVED);
        assertThat(state("1")).isEqualTo(new ChainState.Cancelled(0));
        assertThat(state("2")).isEqualTo(new ChainState.Complete(0));
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(2, 1, 0, 0, 0, 1));
        assertThat(attempts("1")).isOne();
        assertThat(attempts("2")).isOne();
    }

    @Test
    void records_an_attempt_once_that_the_database_has_though_its_node_does_not_know() {
        hold("1");
        // As after a commit of which the response was lost.
        b.forNode(Samples.at(NOW)).commit(List.of(PostgresHeldChains.retried("1")));

        MutationResult again = a.forNode(Samples.at(NOW))
                .commit(List.of(PostgresHeldChains.retried("1")))
                .get(0);

        assertThat(((Applied) again).effect()).isEqualTo(Effect.IGNORED);
        assertThat(attempts("1")).isOne();
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
        assertThat(nodes.number("SELECT failed_attempts FROM wh_webhook")).isOne();
    }

    @Test
    void settles_a_chain_at_the_revision_to_which_another_node_has_moved_it() {
        hold("1");
        nodes.execute("UPDATE wh_chain SET revision = 2, callback_deadline_millis = 5");

        a.forNode(Samples.at(NOW)).commit(delivered("1"));

        assertThat(state("1")).isEqualTo(new ChainState.Complete(0));
        assertThat(a.findChain(Samples.chain("1")).orElseThrow().chain().revision())
                .isEqualTo(2);
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
        assertThat(attempts("1")).isOne();
    }

    @Test
    void counts_a_success_and_empties_the_queue_of_a_batch_that_was_dissolved() {
        hold("1", "2");
        assertThat(b.forNode(Samples.at(ENDED)).lanes()).hasSize(1);

        a.forNode(Samples.at(ENDED)).commit(delivered("1"));

        assertThat(state("1")).isEqualTo(new ChainState.Complete(0));
        assertThat(b.forNode(Samples.at(ENDED)).claim(lane("w", 9), B).deliveries())
                .extracting(delivery -> delivery.key().delivery().chain())
                .containsExactly(Samples.chain("2"));
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(2, 1, 0, 1, 0, 0));
        assertThat(attempts("1")).isOne();
    }

    @Test
    void settles_a_chain_rightly_that_is_dissolved_while_its_node_waits_for_the_row() throws Exception {
        hold("1", "2");
        Future<List<MutationResult>> outcomes;
        try (Connection other = nodes.connect()) {
            other.setAutoCommit(false);
            dissolve(other);
            outcomes = nodes.threads.submit(() -> a.forNode(Samples.at(NOW)).commit(delivered("1", "2")));
            nodes.awaitBlocked(1, "UPDATE wh_chain");
            other.commit();
        }

        assertThat(outcomes.get())
                .extracting(outcome -> ((Applied) outcome).effect())
                .containsExactly(Effect.MOVED, Effect.MOVED);
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(2, 2, 0, 0, 0, 0));
        assertThat(nodes.number("SELECT count(*) FROM wh_pending_delivery")).isZero();
        assertThat(attempts("1")).isOne();
    }

    @Test
    void settles_a_chain_with_its_guard_when_a_lock_on_its_row_changes_nothing() throws Exception {
        hold("1");
        Future<List<MutationResult>> outcomes;
        try (Connection other = nodes.connect()) {
            other.setAutoCommit(false);
            lock(other, "1", "");
            outcomes = nodes.threads.submit(() -> a.forNode(Samples.at(NOW)).commit(delivered("1")));
            nodes.awaitBlocked(1, "UPDATE wh_chain");
            other.rollback();
        }

        assertThat(((Applied) outcomes.get().get(0)).effect()).isEqualTo(Effect.MOVED);
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
    }

    @Test
    void hands_what_a_stopped_node_held_to_another_after_the_lease_and_counts_it() {
        hold("1", "2", "3");
        assertThat(b.forNode(Samples.at(ENDED.minusMillis(1))).lanes()).isEmpty();

        assertThat(b.forNode(Samples.at(ENDED)).lanes()).hasSize(1);
        ClaimResult claimed = b.forNode(Samples.at(ENDED)).claim(lane("w", 9), B);

        assertThat(claimed.deliveries())
                .extracting(delivery -> delivery.key().delivery().chain())
                .containsExactlyInAnyOrder(Samples.chain("1"), Samples.chain("2"), Samples.chain("3"));
        assertThat(claimed.deliveries())
                .allSatisfy(
                        delivery -> assertThat(delivery.key().fencingToken()).isEqualTo(2));
        assertThat(claimed.takeovers()).isEqualTo(3);
        assertThat(nodes.number("SELECT count(*) FROM wh_claim_batch")).isZero();
    }

    @Test
    void grants_nothing_twice_when_two_nodes_dissolve_the_same_batches() throws Exception {
        for (int from = 0; from < 300; from += 10) {
            a.forNode(Samples.at(NOW)).commit(PostgresHeldChains.publish(A, from, 10));
        }
        PostgresStore c = nodes.start(StoreClock.CALLERS);

        List<ClaimResult> results = nodes.together(8, List.of(b, c), node -> {
            var store = node.forNode(Samples.at(ENDED));
            store.lanes();
            return store.claim(lane("w", 400), node == b ? B : A);
        });
        var claimed = new ArrayList<ChainId>();
        for (ClaimResult result : results) {
            result.deliveries()
                    .forEach(delivery -> claimed.add(delivery.key().delivery().chain()));
        }
        b.forNode(Samples.at(ENDED)).lanes();
        b.forNode(Samples.at(ENDED))
                .claim(lane("w", 400), B)
                .deliveries()
                .forEach(delivery -> claimed.add(delivery.key().delivery().chain()));

        assertThat(claimed).doesNotHaveDuplicates().hasSize(300);
        assertThat(nodes.number("SELECT count(*) FROM wh_claim_batch")).isZero();
    }

    @Test
    void leaves_a_batch_to_the_next_look_that_its_node_just_renews() throws Exception {
        hold("1");
        try (Connection other = nodes.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM wh_claim_batch FOR UPDATE");

            assertThat(b.forNode(Samples.at(ENDED)).lanes()).isEmpty();
            other.rollback();
        }

        assertThat(a.forNode(Samples.at(ENDED.minusMillis(1))).renew(List.of(PostgresHeldChains.token("1")), A))
                .isEmpty();
        assertThat(b.forNode(Samples.at(ENDED)).lanes()).isEmpty();
    }

    @Test
    void locks_chains_in_the_order_of_their_keys_whatever_becomes_of_them() throws Exception {
        hold("1", "2");
        Future<List<MutationResult>> outcomes;
        try (Connection other = nodes.connect();
                Connection third = nodes.connect()) {
            other.setAutoCommit(false);
            third.setAutoCommit(false);
            lock(other, "1", "");
            outcomes = nodes.threads.submit(() -> a.forNode(Samples.at(NOW))
                    .commit(List.of(PostgresHeldChains.delivered("2"), PostgresHeldChains.retried("1"))));
            nodes.awaitBlocked(1, "wh_chain");

            // Fails if the node that waits for the first has locked the second before.
            lock(third, "2", " NOWAIT");
            third.rollback();
            other.rollback();
        }

        assertThat(outcomes.get())
                .extracting(outcome -> ((Applied) outcome).effect())
                .containsExactly(Effect.MOVED, Effect.RETRY_SCHEDULED);
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(2, 1, 0, 1, 0, 0));
    }

    @Test
    void locks_a_chain_before_its_webhook_when_its_attempt_failed() throws Exception {
        hold("1");
        Future<List<MutationResult>> outcomes;
        try (Connection other = nodes.connect();
                Connection third = nodes.connect()) {
            other.setAutoCommit(false);
            third.setAutoCommit(false);
            lock(other, "1", "");
            outcomes = nodes.threads.submit(
                    () -> a.forNode(Samples.at(NOW)).commit(List.of(PostgresHeldChains.retried("1"))));
            nodes.awaitBlocked(1, "wh_chain");

            // Fails if the node that waits for the chain has locked the webhook before.
            lockWebhooks(third);
            third.rollback();
            other.rollback();
        }

        assertThat(outcomes.get())
                .extracting(outcome -> ((Applied) outcome).effect())
                .containsExactly(Effect.RETRY_SCHEDULED);
    }

    @Test
    void locks_a_chain_before_its_webhook_when_its_success_ends_a_streak_of_failures() throws Exception {
        hold("1", "2");
        a.forNode(Samples.at(NOW)).commit(List.of(PostgresHeldChains.retried("1")));
        Future<List<MutationResult>> outcomes;
        try (Connection other = nodes.connect();
                Connection third = nodes.connect()) {
            other.setAutoCommit(false);
            third.setAutoCommit(false);
            lock(other, "2", "");
            outcomes = nodes.threads.submit(() -> a.forNode(Samples.at(NOW)).commit(delivered("2")));
            nodes.awaitBlocked(1, "wh_chain");

            // Fails if the node that waits for the chain has locked the webhook before.
            lockWebhooks(third);
            third.rollback();
            other.rollback();
        }

        assertThat(outcomes.get())
                .extracting(outcome -> ((Applied) outcome).effect())
                .containsExactly(Effect.MOVED);
        assertThat(nodes.number("SELECT failed_attempts FROM wh_webhook")).isZero();
    }

    @Test
    void meets_no_deadlock_when_one_node_records_what_another_cancels() throws Exception {
        String[] names = PostgresHeldChains.names(0, 60);
        a.forNode(Samples.at(NOW)).commit(PostgresHeldChains.publish(A, 0, 60));
        var records = new ArrayList<Mutation>();
        var cancels = new ArrayList<Mutation>();
        for (int i = names.length - 1; i >= 0; i--) {
            records.add(i % 3 == 0 ? PostgresHeldChains.retried(names[i]) : PostgresHeldChains.delivered(names[i]));
            cancels.add(new Mutation.Apply(Samples.chain(names[i]), new ChainEvent.Cancel()));
        }
        long deadlocks = deadlocks();

        nodes.together(2, List.of(a, b), node -> node.forNode(Samples.at(NOW)).commit(node == a ? records : cancels));

        assertThat(deadlocks()).isEqualTo(deadlocks);
        assertThat(nodes.number("SELECT count(*) FROM wh_chain WHERE finished_at IS NULL"))
                .isZero();
        assertThat(a.chainCounts().isBalanced()).isTrue();
        assertThat(a.chainCounts().accepted()).isEqualTo(60);
    }

    @Test
    void keeps_a_batch_whose_chain_is_held_again_since_the_database_went_back() {
        hold("1", "2");
        a.forNode(Samples.at(NOW)).commit(delivered("1", "2"));
        // As a failover does that loses the last commit: it takes back the chain's row alone, which is enough here.
        nodes.execute(
                "UPDATE wh_chain SET state = 2, finished_at = NULL, first_attempted_at = NULL, first_status = NULL"
                        + " WHERE number = " + Samples.number("2"));

        assertThat(a.forNode(Samples.at(NOW)).lanes()).isEmpty();

        assertThat(nodes.number("SELECT count(*) FROM wh_claim_batch")).isOne();
        assertThat(b.forNode(Samples.at(ENDED)).lanes()).hasSize(1);
        assertThat(b.forNode(Samples.at(ENDED)).claim(lane("w", 9), B).deliveries())
                .extracting(delivery -> delivery.key().delivery().chain())
                .containsExactly(Samples.chain("2"));
    }

    @Test
    void drops_no_batch_that_is_held_again_since_the_database_went_back() {
        String[] names = PostgresHeldChains.names(0, 1_000);
        a.forNode(Samples.at(NOW)).commit(PostgresHeldChains.publish(A, 0, 1_000));
        hold("1");
        a.forNode(Samples.at(NOW)).commit(delivered("1"));
        a.forNode(Samples.at(NOW)).commit(delivered(names));
        nodes.execute(
                "UPDATE wh_chain SET state = 2, finished_at = NULL, first_attempted_at = NULL, first_status = NULL"
                        + " WHERE number = " + Samples.number("1"));

        a.forNode(Samples.at(NOW)).commit(List.of(Samples.publish("e", "2", "w")));

        assertThat(nodes.number("SELECT count(*) FROM wh_claim_batch")).isOne();
        assertThat(nodes.number("SELECT count(*) FROM wh_chain WHERE state = 2"))
                .isOne();
    }

    @Test
    void applies_a_callback_to_a_chain_that_another_node_has_led_to_its_next_step() {
        a.forNode(Samples.at(NOW)).save(Samples.webhook("x", 2), 0);
        ChainId chain = Samples.chain("1", "x");
        var held = new NewChain(chain, new WebhookId("x"), 1, new ChainPlan(2, true, Duration.ofHours(1)), A);
        a.forNode(Samples.at(NOW))
                .commit(List.of(new Mutation.Publish(
                        List.of(new NewEvent(chain.number(), Samples.event("e1", "{}"), List.of(held))))));
        b.forNode(Samples.at(NOW)).commit(List.of(callback(chain, 0)));

        MutationResult outcome =
                a.forNode(Samples.at(NOW)).commit(List.of(callback(chain, 1))).get(0);

        assertThat(((Applied) outcome).effect()).isEqualTo(Effect.MOVED);
        assertThat(a.findChain(chain).orElseThrow().chain().chain().state()).isEqualTo(new ChainState.Complete(1));
        assertThat(a.findChain(chain).orElseThrow().callbacks()).hasSize(2);
    }

    @Test
    void keeps_in_mind_a_chain_that_is_created_while_another_commit_does_not_find_it() throws Exception {
        a.forNode(Samples.at(NOW)).commit(List.of(Samples.publish("e9", "9", "w")));
        Future<List<MutationResult>> outcomes;
        try (Connection other = nodes.connect()) {
            other.setAutoCommit(false);
            lock(other, "9", "");
            outcomes = nodes.threads.submit(() -> a.forNode(Samples.at(NOW))
                    .commit(List.of(
                            new Mutation.Apply(Samples.chain("1"), new ChainEvent.Cancel()),
                            new Mutation.Apply(Samples.chain("9"), new ChainEvent.Cancel()))));
            nodes.awaitBlocked(1, "wh_chain");
            hold("1");
            other.rollback();
        }
        outcomes.get();

        assertThat(a.forNode(Samples.at(NOW)).renew(List.of(PostgresHeldChains.token("1")), A))
                .isEmpty();
    }

    @Test
    void renews_what_its_node_holds_though_the_answer_of_the_commit_was_lost() {
        // The other store stands for what the database has done without this one's knowing.
        hold("1", "2");
        Instant later = ENDED.minusMillis(1);

        assertThat(b.forNode(Samples.at(later)).renew(List.of(PostgresHeldChains.token("1")), A))
                .isEmpty();

        assertThat(b.forNode(Samples.at(ENDED)).lanes()).isEmpty();
    }

    private static Mutation callback(ChainId chain, int step) {
        return new Mutation.Apply(chain, new ChainEvent.CallbackReceived(step, Callback.success()));
    }

    private void hold(String... names) {
        a.forNode(Samples.at(NOW)).commit(PostgresHeldChains.publish(A, names));
    }

    private static List<Mutation> delivered(String... names) {
        return List.of(names).stream().map(PostgresHeldChains::delivered).toList();
    }

    private ChainState state(String name) {
        return details(name).chain().chain().state();
    }

    private int attempts(String name) {
        return details(name).attempts().size();
    }

    private ChainDetails details(String name) {
        return a.findChain(Samples.chain(name)).orElseThrow();
    }

    private long deadlocks() {
        return nodes.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    private static void lock(Connection connection, String name, String wait) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "SELECT 1 FROM wh_chain WHERE number = " + Samples.number(name) + " FOR NO KEY UPDATE" + wait);
        }
    }

    private static void lockWebhooks(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT 1 FROM wh_webhook FOR NO KEY UPDATE NOWAIT");
        }
    }

    private static void dissolve(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(PostgresClaimBatchDissolver.DISSOLVE)) {
            statement.setLong(1, ENDED.toEpochMilli());
            statement.setInt(2, 100);
            statement.execute();
        }
    }
}
