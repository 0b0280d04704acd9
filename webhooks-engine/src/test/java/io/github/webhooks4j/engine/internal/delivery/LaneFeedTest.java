package io.github.webhooks4j.engine.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.CommitFixture;
import io.github.webhooks4j.engine.EventContents;
import io.github.webhooks4j.engine.ManualTaskRunner;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the lanes are fed with, and what is taken out of them, when a batch is durable. */
class LaneFeedTest {
    private static final ChainId CHAIN = new ChainId("c");
    private static final LaneKey LANE = new LaneKey(new WebhookId("w"), 0);
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));
    private static final ChainPlan PLAN = new ChainPlan(1, true, Duration.ofHours(1));
    private static final Instant NOW = ManualClock.DEFAULT_START;
    private static final EventBody BODY = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));
    private static final Event EVENT = new Event(new EventId("e"), new Topic("acme/app"), null, Event.PUSH, NOW, BODY);

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore().forNode(clock);
    private final CommitFixture node =
            new CommitFixture(new ManualTaskRunner(), store, clock, (change, outcome) -> {}, () -> {});
    private final LaneScheduler lanes = node.lanes;
    private final AtomicInteger wakes = new AtomicInteger();
    private final LaneFeed feed = new LaneFeed(lanes, node.commits, wakes::incrementAndGet, clock);

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
    void cancels_the_reservation_of_a_durable_chain_that_another_node_holds() {
        Prepared prepared = prepare("c");

        feed.onCommitted(new Committed(List.of(Committed.Entry.of(
                prepared.publish(),
                published(false, "c"),
                new PreparedDeliveries(NOW, List.of(prepared.delivery())),
                Set.of(prepared.delivery().key())))));

        assertThat(lanes.next(NOW)).isNull();
        assertThat(lanes.claims(NOW)).extracting(ClaimRequest::lane).containsExactly(LANE);
    }

    @Test
    void claims_chains_that_were_created_unclaimed() {
        var chain = new NewChain(CHAIN, LANE.webhook(), 1, PLAN, null);
        var publish = new Mutation.Publish(List.of(new NewEvent(1, EVENT, List.of(chain))));

        feed.onCommitted(new Committed(
                List.of(Committed.Entry.of(publish, published(false, "c"), new PreparedDeliveries(NOW, List.of())))));

        assertThat(lanes.claims(NOW)).extracting(ClaimRequest::lane).containsExactly(LANE);
    }

    @Test
    void follows_the_rest_of_a_batch_of_which_one_entry_fails() {
        Prepared prepared = prepare("c");
        // A reservation of which the lanes know nothing, and an outcome that cannot be.
        var broken = new Mutation.Publish(List.of(new NewEvent(1, EVENT, List.of())));

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

    private record Prepared(Mutation.Publish publish, ClaimedDelivery delivery) {}

    private Prepared prepare(String chain) {
        var unclaimed = new NewChain(new ChainId(chain), LANE.webhook(), 1, PLAN, null);
        FirstDeliveries.Prepared first =
                new FirstDeliveries(lanes, NODE).prepare(List.of(unclaimed), EventContents.push(BODY), NOW);
        return new Prepared(
                new Mutation.Publish(List.of(new NewEvent(1, EVENT, first.chains()))),
                first.deliveries().deliveries().get(0));
    }

    private static MutationResult.Published published(boolean repeated, String... chains) {
        return new MutationResult.Published(List.of(new PublishResult(
                EVENT.id(), Stream.of(chains).map(ChainId::new).toList(), repeated)));
    }

    private void commit(Prepared prepared, MutationResult outcome) {
        feed.onCommitted(new Committed(List.of(entry(prepared, outcome))));
    }

    private static Committed.Entry entry(Prepared prepared, MutationResult outcome) {
        return Committed.Entry.of(
                prepared.publish(), outcome, new PreparedDeliveries(NOW, List.of(prepared.delivery())));
    }

    private void commit(Mutation change, MutationResult outcome) {
        feed.onCommitted(new Committed(List.of(Committed.Entry.of(change, outcome))));
    }

    @Test
    void a_late_success_drops_what_was_claimed_again() {
        StoredChain claimedAgain = StoreRules.claim(start(), NODE, NOW);
        hold(2);

        commit(success(1), record(claimedAgain, success(1)));

        assertThat(lanes.next(NOW)).isNull();
    }

    @Test
    void a_late_success_drops_what_was_claimed_again_after_a_lost_response() {
        StoredChain settled =
                record(StoreRules.claim(start(), NODE, NOW), success(1)).after();
        hold(2);

        commit(success(1), record(settled, success(1)));

        assertThat(lanes.next(NOW)).isNull();
    }

    @Test
    void a_late_failure_leaves_what_was_claimed_again() {
        var failure = new Mutation.RecordAttempt(key(1), attempt(500), new AttemptOutcome.Retry(NOW));
        StoredChain claimedAgain = StoreRules.claim(start(), NODE, NOW);
        ClaimedDelivery held = hold(2);

        commit(failure, record(claimedAgain, failure));

        assertThat(lanes.next(NOW)).isEqualTo(held);
    }

    @Test
    void a_resume_drops_what_another_node_had_settled() {
        StoredChain interrupted = StoreRules.apply(start(), new ChainEvent.CallbackReceived(0, Callback.failure()), NOW)
                .after();
        hold(1);

        var resume = new ChainEvent.Resume();
        commit(new Mutation.Apply(CHAIN, resume), StoreRules.apply(interrupted, resume, NOW));

        assertThat(lanes.next(NOW)).isNull();
    }

    /** Returns a chain that was created as claimed. */
    private static StoredChain start() {
        return StoreRules.start(new NewChain(CHAIN, LANE.webhook(), 1, PLAN, NODE), new EventId("e"), null, NOW);
    }

    private static MutationResult.Applied record(StoredChain chain, Mutation.RecordAttempt change) {
        return StoreRules.recordAttempt(chain, change, FailureStreak.NONE, NOW);
    }

    private static Mutation.RecordAttempt success(int fence) {
        return new Mutation.RecordAttempt(key(fence), attempt(200), new AttemptOutcome.Delivered());
    }

    private static Attempt attempt(int status) {
        return new Attempt(1, NOW, new DeliveryResult.Response(status, null, null, "", Timing.ofTotal(Duration.ZERO)));
    }

    private static ClaimToken key(int fence) {
        return new ClaimToken(new DeliveryId(CHAIN, 0), 0, fence);
    }

    /** Has a claimed delivery wait in the lane. */
    private ClaimedDelivery hold(int fence) {
        var delivery = new ClaimedDelivery(key(fence), NextAttempt.FIRST, LANE, 1, EventContents.push(BODY));
        lanes.noteNextDue(LANE, NOW);
        List<ClaimRequest> claims = lanes.claims(NOW);
        lanes.claimed(claims, new ClaimResult(List.of(delivery), List.of(), 0));
        return delivery;
    }
}
