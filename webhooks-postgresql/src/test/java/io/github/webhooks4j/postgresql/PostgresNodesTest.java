package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.attempt;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.queue.ClaimRange;
import io.github.webhooks4j.postgresql.internal.PostgresLaneClaimer;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What two nodes on one database do to each other, at a time that the test sets. */
@Tag("postgres")
class PostgresNodesTest {
    private static final Duration TERM = Duration.ofSeconds(15);
    private static final LeaseRequest A = new LeaseRequest(new NodeId("a"), TERM);
    private static final LeaseRequest B = new LeaseRequest(new NodeId("b"), TERM);

    private final PostgresNodes nodes = new PostgresNodes();
    private PostgresStore a;
    private PostgresStore b;

    @BeforeEach
    void start_the_nodes() {
        a = nodes.start(StoreClock.CALLERS);
        b = nodes.start(StoreClock.CALLERS);
        a.forNode(Samples.at(NOW)).save(Samples.webhook("w", 2), 0);
    }

    @AfterEach
    void stop_the_nodes() {
        nodes.close();
    }

    @Test
    void claims_disjoint_work() throws Exception {
        a.forNode(Samples.at(NOW))
                .commit(IntStream.range(100, 500)
                        .mapToObj(i -> publish("e" + i, "c" + i, "w"))
                        .toList());

        List<ClaimResult> claimed =
                together(20, node -> node.forNode(Samples.at(NOW)).claim(lane("w", 20), node == a ? A : B));

        assertThat(claimed)
                .flatExtracting(ClaimResult::deliveries)
                .extracting(delivery -> delivery.key().delivery().chain())
                .doesNotHaveDuplicates()
                .hasSize(400);
        assertThat(claimed).extracting(ClaimResult::takeovers).containsOnly(0);
    }

    @Test
    void takes_over_what_a_dead_node_held_once_its_lease_has_ended_and_counts_it() {
        a.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        a.forNode(Samples.at(NOW)).claim(lane("w", 1), A);

        assertThat(b.forNode(Samples.at(NOW.plus(TERM).minusMillis(1)))
                        .claim(lane("w", 1), B)
                        .deliveries())
                .isEmpty();
        ClaimResult claimed = b.forNode(Samples.at(NOW.plus(TERM))).claim(lane("w", 1), B);

        assertThat(claimed.takeovers()).isEqualTo(1);
        assertThat(claimed.deliveries())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.key().fencingToken()).isEqualTo(2));
    }

    @Test
    void keeps_a_stale_failure_and_changes_nothing_else() {
        ClaimedDelivery before = takenOver();

        a.forNode(Samples.at(NOW.plus(TERM))).commit(List.of(attempt(before.key(), 1, new AttemptOutcome.Gone())));

        var story = b.findChain(Samples.chain("c")).orElseThrow();
        assertThat(story.attempts()).hasSize(1);
        assertThat(story.chain().due()).isEqualTo(new PendingDelivery(NOW, 1, 2, B.lease(NOW.plus(TERM))));
        assertThat(story.chain().chain().state()).isEqualTo(new ChainState.Delivering(0));
    }

    @Test
    void lets_a_stale_success_finish_the_delivery_and_keeps_both_attempts() {
        ClaimedDelivery before = takenOver();

        a.forNode(Samples.at(NOW.plus(TERM))).commit(List.of(attempt(before.key(), 1, new AttemptOutcome.Delivered())));
        assertThat(b.forNode(Samples.at(NOW.plus(TERM)))
                        .renew(
                                List.of(new ClaimToken(
                                        before.key().delivery(), 0, before.key().fencingToken() + 1)),
                                B))
                .hasSize(1);
        b.forNode(Samples.at(NOW.plus(TERM)))
                .commit(List.of(attempt(
                        new ClaimToken(before.key().delivery(), 0, 2),
                        1,
                        new AttemptOutcome.Retry(NOW.plusSeconds(60)))));

        var story = b.findChain(Samples.chain("c")).orElseThrow();
        assertThat(story.chain().chain().state()).isEqualTo(new ChainState.Complete(0));
        assertThat(story.attempts()).hasSize(2);
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
    }

    @Test
    void sees_a_claim_that_was_being_made_while_a_change_of_the_same_chain_came_in() throws Exception {
        ClaimedDelivery before = claimed();
        var claiming = nodes.database();

        // The claim has locked the row of the delivery, and the commit waits for it. If the commit read that row with
        // the
        // chain, before it waits, it would overwrite the new fencing token with the old one.
        Future<List<MutationResult>> late = claiming.write(session -> {
            new PostgresLaneClaimer()
                    .claim(
                            session,
                            List.of(new ClaimRange(lane("w", 1).get(0).lane(), 1, Instant.EPOCH)),
                            B,
                            NOW.plus(TERM));
            Future<List<MutationResult>> waiting = nodes.threads.submit(() -> a.forNode(Samples.at(NOW.plus(TERM)))
                    .commit(List.of(attempt(before.key(), 1, new AttemptOutcome.Retry(NOW.plusSeconds(60))))));
            nodes.awaitBlocked(1, "wh_pending_delivery");
            return waiting;
        });

        assertThat(late.get()).hasSize(1);
        assertThat(a.findChain(Samples.chain("c")).orElseThrow().chain().due())
                .isEqualTo(new PendingDelivery(NOW, 1, 2, B.lease(NOW.plus(TERM))));
    }

    @Test
    void waits_only_a_moment_for_a_node_that_stands_still_in_a_transaction() {
        ClaimedDelivery delivery = claimed();
        var still = nodes.database();

        assertThatThrownBy(() -> still.write(session -> {
                    session.list("SELECT 1 FROM wh_chain FOR NO KEY UPDATE", row -> row.getInt(1));
                    return CompletableFuture.supplyAsync(
                                    () -> a.forNode(Samples.at(NOW))
                                            .commit(List.of(
                                                    attempt(delivery.key(), 1, new AttemptOutcome.Delivered()))),
                                    nodes.threads)
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join();
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("nothing of the call was stored");

        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
    }

    @Test
    void advances_a_chain_once_whatever_callbacks_come_to_which_node() throws Exception {
        for (int i = 0; i < 20; i++) {
            a.forNode(Samples.at(NOW)).commit(List.of(publish("e" + i, "c" + i, "w", 2)));
        }
        var chains =
                IntStream.range(0, 20).mapToObj(i -> Samples.chain("c" + i)).toList();

        List<List<MutationResult>> outcomes = together(
                8,
                node -> node.forNode(Samples.at(NOW))
                        .commit(chains.stream()
                                .map(chain -> (Mutation) new Mutation.Apply(
                                        chain, new ChainEvent.CallbackReceived(0, Callback.success())))
                                .toList()));

        assertThat(outcomes.stream()
                        .flatMap(List::stream)
                        .map(outcome -> ((MutationResult.Applied) outcome).effect())
                        .filter(effect -> effect == Effect.MOVED))
                .hasSize(20);
        assertThat(chains)
                .allSatisfy(chain -> assertThat(
                                a.findChain(chain).orElseThrow().chain().chain().state())
                        .isEqualTo(new ChainState.Delivering(1)));
        assertThat(b.chainCounts().isBalanced()).isTrue();
    }

    @Test
    void goes_on_after_the_server_ended_its_connections() {
        assertThat(nodes.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"))
                .isPositive();

        // The pool may notice only when a dead connection is used.
        PostgresNodes.await(() -> worksOn(a));
        assertThat(a.chainCounts().isBalanced()).isTrue();
    }

    @Test
    void reports_what_failed_without_showing_rows() {
        a.forNode(Samples.at(NOW)).commit(List.of(publish("e", "other", "w")));
        nodes.execute("UPDATE wh_chain SET number = " + Samples.number("taken"));

        assertThatThrownBy(() -> a.forNode(Samples.at(NOW)).commit(List.of(publish("f", "taken", "w"))))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(
                        "the database postgres \\(schema test_\\d+\\) failed, and nothing of the call was stored: "
                                + "a row is there already that should be new: "
                                + "ERROR: duplicate key value violates unique constraint \"wh_chain_pkey\"")
                .extracting("reason")
                .isEqualTo(StoreException.Reason.FAILED);
        assertThat(a.chainCounts().accepted()).isOne();
    }

    private static boolean worksOn(Store store) {
        try {
            store.forNode(Samples.at(NOW)).lanes();
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    /** Has node A claim the delivery of a new chain c. */
    private ClaimedDelivery claimed() {
        a.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        return a.forNode(Samples.at(NOW)).claim(lane("w", 1), A).deliveries().get(0);
    }

    /** Has node B take over what A holds; returns A's claim. */
    private ClaimedDelivery takenOver() {
        ClaimedDelivery before = claimed();
        assertThat(b.forNode(Samples.at(NOW.plus(TERM))).claim(lane("w", 1), B).deliveries())
                .hasSize(1);
        return before;
    }

    /** Does the work {@code times} times at once, on the two nodes in turn. */
    @Test
    void sends_an_event_to_a_webhook_once_on_whatever_node() throws Exception {
        a.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);
        a.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        var number = new AtomicInteger(100);

        List<MutationResult> results = together(16, node -> {
            var chain = new NewChain(
                    Samples.chain("s" + number.incrementAndGet(), "x"),
                    new WebhookId("x"),
                    1,
                    new ChainPlan(1, false, Duration.ofHours(1)),
                    null);
            return node.forNode(Samples.at(NOW))
                    .commit(List.of(new Mutation.Send(new EventId("e"), chain)))
                    .get(0);
        });

        MutationResult.Started started = results.stream()
                .filter(MutationResult.Started.class::isInstance)
                .map(MutationResult.Started.class::cast)
                .reduce((first, second) -> {
                    throw new AssertionError("it was sent twice");
                })
                .orElseThrow();
        assertThat(results)
                .filteredOn(result -> !result.equals(started))
                .hasSize(15)
                .containsOnly(
                        new MutationResult.HasChain(started.chain().chain().id()));
        assertThat(a.findEvent(new EventId("e")).orElseThrow().laterChains()).hasSize(1);
    }

    private <T> List<T> together(int times, PostgresNodes.OnNode<T> work) throws Exception {
        return nodes.together(times, List.of(a, b), work);
    }
}
