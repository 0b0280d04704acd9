package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
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
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What lanes learn from changes to chains that this node has claimed again, or that others had settled. */
class FollowupTest {
    private static final ChainId CHAIN = new ChainId("c");
    private static final LaneKey LANE = new LaneKey(new WebhookId("w"), 0);
    private static final Claimant NODE = new Claimant(new NodeId("node"), Duration.ofSeconds(15));
    private static final Instant NOW = ManualClock.DEFAULT_START;

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore();
    private final Lanes lanes = new Lanes(256, 8, (lane, former) -> LaneTraits.unknown(lane), () -> {});
    private final Leases leases = new Leases("test", store, lanes, NODE, clock);
    private final Journal journal = new JournalDriver().journal(store, clock, (change, outcome) -> {}, () -> {});
    private final Followup followup = new Followup(
            lanes,
            leases,
            new Deadlines(store, journal, clock, () -> {}),
            new Webhooks(
                    store,
                    url -> new DestinationCheck.Refused("must not be registered here", "a URL"),
                    new HandshakeValidator(
                            null, new ScriptedTransport(), new Header("User-Agent", "test"), Duration.ofSeconds(1)),
                    true,
                    clock,
                    new Random(1),
                    new Ids(clock, new Random(2)),
                    webhook -> {},
                    id -> {},
                    webhook -> CHAIN),
            new Notifier("test", change -> {}, () -> {}),
            () -> {});

    @Test
    void a_late_success_drops_what_was_claimed_again() {
        ChainRecord claimedAgain = StoreRules.claim(start(), NODE, NOW);
        hold(2);

        followup.committed(success(1), record(claimedAgain, success(1)));

        assertThat(lanes.next(NOW)).isNull();
    }

    @Test
    void late_success_drops_reclaimed_delivery_after_lost_commit_response() {
        ChainRecord settled =
                record(StoreRules.claim(start(), NODE, NOW), success(1)).after();
        hold(2);

        followup.committed(success(1), record(settled, success(1)));

        assertThat(lanes.next(NOW)).isNull();
    }

    @Test
    void a_late_failure_leaves_what_was_claimed_again() {
        var failure = new Change.RecordAttempt(key(1), attempt(500), new Verdict.Retry(NOW));
        ChainRecord claimedAgain = StoreRules.claim(start(), NODE, NOW);
        DueDelivery held = hold(2);

        followup.committed(failure, record(claimedAgain, failure));

        assertThat(lanes.next(NOW)).isEqualTo(held);
    }

    @Test
    void a_resume_drops_what_another_node_had_settled() {
        ChainRecord interrupted = StoreRules.apply(start(), new ChainInput.CalledBack(0, Callback.failure()), NOW)
                .after();
        hold(1);

        var resume = new ChainInput.Resume();
        followup.committed(new Change.Apply(CHAIN, resume), StoreRules.apply(interrupted, resume, NOW));

        assertThat(lanes.next(NOW)).isNull();
    }

    @Test
    void the_lease_is_over_once_the_attempt_is_recorded() {
        DueDelivery held = hold(1);
        leases.began(held, NOW);

        followup.committed(success(1), record(start(), success(1)));

        assertThat(leases.isEmpty()).isTrue();
    }

    /** Returns a chain that was born claimed. */
    private static ChainRecord start() {
        var plan = new ChainPlan(1, true, Duration.ofHours(1));
        return StoreRules.start(new NewChain(CHAIN, LANE.webhook(), 1, plan, NODE), new EventId("e"), NOW);
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
        var delivery = new DueDelivery(
                key(fence), NextAttempt.FIRST, LANE, 1, EventBody.of("{}".getBytes(StandardCharsets.UTF_8)));
        lanes.noteDueInStore(LANE, NOW);
        List<LaneClaim> claims = lanes.claims(NOW);
        lanes.claimed(claims, new Claimed(List.of(delivery), List.of(), 0));
        return delivery;
    }
}
