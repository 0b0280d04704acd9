package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.NodeId;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.StoreRules;
import io.github.webhooks4j.store.WebhookHealth;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the lanes are fed with, and what is taken out of them, when a batch is durable. */
class LaneFeedTest {
    private static final ChainId CHAIN = new ChainId("c");
    private static final LaneKey LANE = new LaneKey(new WebhookId("w"), 0);
    private static final Claimant NODE = new Claimant(new NodeId("node"), Duration.ofSeconds(15));
    private static final ChainPlan PLAN = new ChainPlan(1, true, Duration.ofHours(1));
    private static final Instant NOW = ManualClock.DEFAULT_START;
    private static final EventBody BODY = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));
    private static final Event EVENT = new Event(new EventId("e"), new Topic("acme/app"), null, Event.PUSH, NOW, BODY);

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore();
    private final CommitFixture node =
            new CommitFixture(new ManualTaskRunner(), store, clock, (change, outcome) -> {}, () -> {});
    private final Lanes lanes = node.lanes;
    private final AtomicInteger wakes = new AtomicInteger();
    private final LaneFeed feed = new LaneFeed(lanes, node.commits, wakes::incrementAndGet);

    @Test
    void delivers_what_was_prepared_once_it_is_durable() {
        Prepared prepared = prepare("c");

        commit(prepared, published(false, "c"));

        assertThat(lanes.next(NOW)).isEqualTo(prepared.delivery());
        assertThat(wakes).hasValue(1);
    }

    @Test
    void cancels_the_reservation_of_an_event_that_was_published_before() {
        Prepared prepared = prepare("c");

        commit(prepared, published(true, "other"));

        assertThat(lanes.next(NOW)).isNull();
        assertThat(lanes.claims(NOW)).isEmpty();
    }

    @Test
    void delivers_what_a_commit_kept_that_had_failed_before() {
        Prepared prepared = prepare("c");

        commit(prepared, published(true, "c"));

        assertThat(lanes.next(NOW)).isEqualTo(prepared.delivery());
    }

    @Test
    void claims_chains_that_were_created_unclaimed() {
        var chain = new NewChain(CHAIN, LANE.webhook(), 1, PLAN, null);
        var publish = new Change.Publish(List.of(new Acceptance(EVENT, List.of(chain))));

        feed.onCommitted(new Committed(
                List.of(Committed.Entry.of(publish, published(false, "c"), new PreparedDeliveries(NOW, List.of())))));

        assertThat(lanes.claims(NOW)).extracting(LaneClaim::lane).containsExactly(LANE);
    }

    @Test
    void follows_the_rest_of_a_batch_of_which_one_entry_fails() {
        Prepared prepared = prepare("c");
        // A reservation of which the lanes know nothing, and an outcome that cannot be.
        var broken = new Change.Publish(List.of(new Acceptance(EVENT, List.of())));

        assertThatThrownBy(() -> {
                    var batch = new Committed(List.of(
                            Committed.Entry.of(broken, published(false)), entry(prepared, published(false, "c"))));
                    batch.forEach(entry -> {
                        if (entry.change().equals(broken)) {
                            throw new IllegalStateException("on purpose");
                        }
                        feed.onCommitted(new Committed(List.of(entry)));
                    });
                })
                .hasMessage("on purpose");

        assertThat(lanes.next(NOW)).isEqualTo(prepared.delivery());
    }

    private record Prepared(Change.Publish publish, DueDelivery delivery) {}

    private Prepared prepare(String chain) {
        var unclaimed = new NewChain(new ChainId(chain), LANE.webhook(), 1, PLAN, null);
        FirstDeliveries.Prepared first = new FirstDeliveries(lanes, NODE).prepare(List.of(unclaimed), BODY, NOW);
        return new Prepared(
                new Change.Publish(List.of(new Acceptance(EVENT, first.chains()))),
                first.deliveries().deliveries().get(0));
    }

    private static Outcome.Published published(boolean repeated, String... chains) {
        return new Outcome.Published(List.of(new PublishResult(
                EVENT.id(), Stream.of(chains).map(ChainId::new).toList(), repeated)));
    }

    private void commit(Prepared prepared, Outcome outcome) {
        feed.onCommitted(new Committed(List.of(entry(prepared, outcome))));
    }

    private static Committed.Entry entry(Prepared prepared, Outcome outcome) {
        return Committed.Entry.of(
                prepared.publish(), outcome, new PreparedDeliveries(NOW, List.of(prepared.delivery())));
    }

    private void commit(Change change, Outcome outcome) {
        feed.onCommitted(new Committed(List.of(Committed.Entry.of(change, outcome))));
    }

    @Test
    void a_late_success_drops_what_was_claimed_again() {
        ChainRecord claimedAgain = StoreRules.claim(start(), NODE, NOW);
        hold(2);

        commit(success(1), record(claimedAgain, success(1)));

        assertThat(lanes.next(NOW)).isNull();
    }

    @Test
    void a_late_success_drops_what_was_claimed_again_after_a_lost_response() {
        ChainRecord settled =
                record(StoreRules.claim(start(), NODE, NOW), success(1)).after();
        hold(2);

        commit(success(1), record(settled, success(1)));

        assertThat(lanes.next(NOW)).isNull();
    }

    @Test
    void a_late_failure_leaves_what_was_claimed_again() {
        var failure = new Change.RecordAttempt(key(1), attempt(500), new Verdict.Retry(NOW));
        ChainRecord claimedAgain = StoreRules.claim(start(), NODE, NOW);
        DueDelivery held = hold(2);

        commit(failure, record(claimedAgain, failure));

        assertThat(lanes.next(NOW)).isEqualTo(held);
    }

    @Test
    void a_resume_drops_what_another_node_had_settled() {
        ChainRecord interrupted = StoreRules.apply(start(), new ChainInput.CalledBack(0, Callback.failure()), NOW)
                .after();
        hold(1);

        var resume = new ChainInput.Resume();
        commit(new Change.Apply(CHAIN, resume), StoreRules.apply(interrupted, resume, NOW));

        assertThat(lanes.next(NOW)).isNull();
    }

    /** Returns a chain that was created as claimed. */
    private static ChainRecord start() {
        return StoreRules.start(new NewChain(CHAIN, LANE.webhook(), 1, PLAN, NODE), new EventId("e"), NOW);
    }

    private static Outcome.Applied record(ChainRecord chain, Change.RecordAttempt change) {
        return StoreRules.recordAttempt(chain, change, WebhookHealth.GOOD, NOW);
    }

    private static Change.RecordAttempt success(int fence) {
        return new Change.RecordAttempt(key(fence), attempt(200), new Verdict.Delivered());
    }

    private static Attempt attempt(int status) {
        return new Attempt(1, NOW, new DeliveryResult.Answered(status, null, null, "", Timing.ofTotal(Duration.ZERO)));
    }

    private static DueKey key(int fence) {
        return new DueKey(new DeliveryId(CHAIN, 0), 0, fence);
    }

    /** Has a claimed delivery wait in the lane. */
    private DueDelivery hold(int fence) {
        var delivery = new DueDelivery(key(fence), NextAttempt.FIRST, LANE, 1, BODY);
        lanes.noteDueInStore(LANE, NOW);
        List<LaneClaim> claims = lanes.claims(NOW);
        lanes.claimed(claims, new Claimed(List.of(delivery), List.of(), 0));
        return delivery;
    }
}
