package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.attempt;
import static io.github.webhooks4j.jdbc.Samples.lane;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkSize;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What two nodes on one database do when they do the same at the same time. */
@Tag("postgres")
class PostgresRacesTest {
    private static final Duration TERM = Duration.ofSeconds(15);
    private static final LeaseRequest A = new LeaseRequest(new NodeId("a"), TERM);

    private final PostgresNodes nodes = new PostgresNodes();
    private final AtomicInteger numbers = new AtomicInteger();
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
    void accepts_an_event_once_that_both_publish_at_the_same_time() throws Exception {
        List<List<MutationResult>> outcomes = together(8, node -> {
            var changes = new ArrayList<Mutation>();
            for (int i = 0; i < 50; i++) {
                // Ids of chains are the publisher's own, so that twice accepted would be twice started.
                int event = node == a ? i : 49 - i;
                changes.add(publish("e" + event, uniqueChain(), "w"));
            }
            return node.forNode(Samples.at(NOW)).commit(changes);
        });

        assertThat(outcomes.stream()
                        .flatMap(List::stream)
                        .flatMap(outcome -> ((MutationResult.Published) outcome).publications().stream())
                        .filter(publication -> !publication.duplicate()))
                .hasSize(50);
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(50, 0, 0, 50, 0, 0));
        assertThat(nodes.number("SELECT count(*) FROM wh_chain")).isEqualTo(50);
    }

    @Test
    void returns_the_chains_of_the_event_to_the_later_of_two_publishers() throws Exception {
        Future<List<MutationResult>> later;
        try (var application = nodes.connect()) {
            application.setAutoCommit(false);
            a.forNode(Samples.at(NOW)).publish(application, List.of(Samples.acceptance("e", "first", "w")));
            later = nodes.threads.submit(() -> b.forNode(Samples.at(NOW)).commit(List.of(publish("e", "second", "w"))));
            nodes.awaitBlocked(1, "wh_event");
            application.commit();
        }

        assertThat(later.get())
                .containsExactly(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("e"), List.of(Samples.chain("first")), true))));
    }

    @Test
    void takes_no_wait_for_another_node_as_an_offset_of_its_clock() throws Exception {
        PostgresStore c = nodes.start(StoreClock.SERVERS);
        var clock = new ManualClock(NOW);
        Future<DeliveringNodes> renewed;
        try (var other = nodes.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock('wh_node'::regclass::oid::bigint)");
            renewed = nodes.threads.submit(() -> c.forNode(clock).renewNode(A));
            nodes.awaitBlocked(1, "pg_advisory_xact_lock");
            clock.advance(Duration.ofHours(1));
            other.commit();
        }

        assertThat(renewed.get().self().until()).isCloseTo(clock.instant().plus(TERM), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void lets_one_of_many_saves_win() throws Exception {
        StoredWebhook known = a.webhooks(0).get(0);
        Webhook disabled = known.webhook()
                .withStatus(WebhookStatus.DISABLED, known.webhook().createdAt());

        List<OptionalLong> saved =
                together(8, node -> node.forNode(Samples.at(NOW)).save(disabled, known.change()));
        List<OptionalLong> created =
                together(8, node -> node.forNode(Samples.at(NOW)).save(Samples.webhook("new"), 0));

        assertThat(saved).filteredOn(OptionalLong::isPresent).hasSize(1);
        assertThat(created).filteredOn(OptionalLong::isPresent).hasSize(1);
        assertThat(b.webhooks(known.change())).hasSize(2);
    }

    @Test
    void refuses_a_save_based_on_what_the_webhook_was_before_it_was_disabled() {
        StoredWebhook known = a.webhooks(0).get(0);
        ClaimedDelivery delivery = claimed();

        b.forNode(Samples.at(NOW.plusSeconds(1)))
                .commit(List.of(attempt(delivery.key(), 1, new AttemptOutcome.Gone())));

        assertThat(a.forNode(Samples.at(NOW)).save(known.webhook(), known.change()))
                .isEmpty();
        assertThat(a.webhooks(known.change())).singleElement().satisfies(stored -> {
            assertThat(stored.webhook().status()).isEqualTo(WebhookStatus.DISABLED_GONE);
            assertThat(stored.change()).isGreaterThan(known.change());
        });
    }

    @Test
    void counts_every_failure_of_a_webhook_that_both_record_at_the_same_time() throws Exception {
        a.forNode(Samples.at(NOW))
                .commit(IntStream.range(100, 140)
                        .mapToObj(i -> publish("e" + i, "c" + i, "w"))
                        .toList());
        var deliveries = a.forNode(Samples.at(NOW)).claim(lane("w", 40), A).deliveries();
        var each = deliveries.iterator();

        together(40, node -> {
            ClaimedDelivery delivery;
            synchronized (each) {
                delivery = each.next();
            }
            return node.forNode(Samples.at(NOW))
                    .commit(List.of(attempt(delivery.key(), 1, new AttemptOutcome.Retry(NOW.plusSeconds(60)))));
        });

        assertThat(nodes.number("SELECT failed_attempts FROM wh_webhook")).isEqualTo(40);
    }

    @Test
    void records_successes_of_a_healthy_webhook_while_its_row_is_locked() throws Exception {
        ClaimedDelivery delivery = claimed();
        try (var other = nodes.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM wh_webhook FOR NO KEY UPDATE");

            assertThat(a.forNode(Samples.at(NOW))
                            .commit(List.of(attempt(delivery.key(), 1, new AttemptOutcome.Delivered()))))
                    .hasSize(1);
            other.rollback();
        }
    }

    @Test
    void leaves_what_another_just_works_on_to_the_next_clean_up() throws Exception {
        claimed();
        a.forNode(Samples.at(NOW)).commit(List.of(new Mutation.Apply(Samples.chain("c"), new ChainEvent.Cancel())));
        try (var other = nodes.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM wh_chain FOR NO KEY UPDATE");

            assertThat(b.forNode(Samples.at(NOW.plusSeconds(1))).prune(Duration.ZERO, 10))
                    .isZero();
            other.rollback();
        }

        assertThat(b.forNode(Samples.at(NOW.plusSeconds(1))).prune(Duration.ZERO, 10))
                .isEqualTo(2);
    }

    @Test
    void leaves_no_event_behind_when_its_last_chains_are_pruned_at_the_same_time() throws Exception {
        a.forNode(Samples.at(NOW)).save(Samples.webhook("x"), 0);
        var chains = List.of(chain("w"), chain("x"));
        a.forNode(Samples.at(NOW))
                .commit(List.of(new Mutation.Publish(
                        List.of(new NewEvent(Samples.number("c"), Samples.event("e", "{}"), chains)))));
        a.forNode(Samples.at(NOW))
                .commit(List.of(new Mutation.Apply(Samples.chain("c", "w"), new ChainEvent.Cancel())));
        a.forNode(Samples.at(NOW))
                .commit(List.of(new Mutation.Apply(Samples.chain("c", "x"), new ChainEvent.Cancel())));
        CompletableFuture<Integer> pruned;
        try (var other = nodes.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            // What a clean-up that takes the first chain has done so far.
            statement.execute("DELETE FROM wh_pending_delivery WHERE webhook_number = " + new WebhookId("w").number());
            statement.execute("DELETE FROM wh_chain WHERE webhook_number = " + new WebhookId("w").number());
            statement.execute("SELECT number FROM wh_event FOR UPDATE");

            pruned = CompletableFuture.supplyAsync(
                    () -> b.forNode(Samples.at(NOW.plusSeconds(1))).prune(Duration.ZERO, 10));
            PostgresNodes.await(
                    () -> nodes.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0);
            other.commit();
        }

        assertThat(pruned.get()).as("the second chain and the event").isEqualTo(2);
    }

    private static NewChain chain(String webhook) {
        return Samples.acceptance("e", "c", webhook).chains().get(0);
    }

    @Test
    void folds_the_rows_of_the_counts_without_changing_their_sums() throws Exception {
        together(8, node -> node.forNode(Samples.at(NOW)).commit(List.of(publish(uniqueChain(), uniqueChain(), "w"))));
        assertThat(nodes.number("SELECT count(*) FROM wh_chain_counts")).isGreaterThan(2);

        a.forNode(Samples.at(NOW)).prune(Duration.ofDays(1), 10);

        assertThat(nodes.number("SELECT count(*) FROM wh_chain_counts")).isEqualTo(1);
        assertThat(b.chainCounts()).isEqualTo(new ChainCounts(8, 0, 0, 8, 0, 0));
    }

    @Test
    void starts_one_of_the_bulk_jobs_that_nodes_start_at_the_same_time() throws Exception {
        List<MutationResult> results = together(
                8,
                node -> node.forNode(Samples.at(NOW))
                        .commit(List.of(new Mutation.StartBulk(
                                new BulkJobId("bulk_" + numbers.incrementAndGet()),
                                BulkAction.RESUME,
                                HistoryQuery.all(),
                                new BulkSize(1, false),
                                "ops")))
                        .get(0));

        assertThat(results)
                .filteredOn(MutationResult.BulkStarted.class::isInstance)
                .hasSize(1);
        BulkJobId running = a.runningBulkJob().orElseThrow().id();
        assertThat(results)
                .filteredOn(result -> !(result instanceof MutationResult.BulkStarted))
                .containsOnly(new MutationResult.BulkRunning(running));
    }

    @Test
    void acts_once_on_the_slice_of_a_bulk_job_that_nodes_write_at_the_same_time() throws Exception {
        claimed();
        a.forNode(Samples.at(NOW)).commit(List.of(new Mutation.Apply(Samples.chain("c"), new ChainEvent.Cancel())));
        var job = new BulkJobId("bulk_1");
        a.forNode(Samples.at(NOW))
                .commit(List.of(new Mutation.StartBulk(
                        job, BulkAction.RERUN, HistoryQuery.all(), new BulkSize(1, false), "ops")));

        List<MutationResult> results = together(8, node -> {
            NewChain again =
                    Samples.acceptance("unused", uniqueChain(), "w").chains().get(0);
            return node.forNode(Samples.at(NOW))
                    .commit(List.of(new Mutation.BulkSlice(
                            job,
                            null,
                            Samples.chain("c"),
                            List.of(new Mutation.Rerun(Samples.chain("c"), again)),
                            BulkCounts.NONE)))
                    .get(0);
        });

        assertThat(results)
                .filteredOn(MutationResult.BulkMoved.class::isInstance)
                .hasSize(1);
        assertThat(nodes.number("SELECT count(*) FROM wh_chain")).isEqualTo(2);
    }

    private String uniqueChain() {
        return "u" + numbers.incrementAndGet();
    }

    /** Has node A claim the delivery of a new chain c. */
    private ClaimedDelivery claimed() {
        a.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));
        return a.forNode(Samples.at(NOW)).claim(lane("w", 1), A).deliveries().get(0);
    }

    /** Does the work {@code times} times at once, on the two nodes in turn. */
    private <T> List<T> together(int times, PostgresNodes.OnNode<T> work) throws Exception {
        return nodes.together(times, List.of(a, b), work);
    }
}
