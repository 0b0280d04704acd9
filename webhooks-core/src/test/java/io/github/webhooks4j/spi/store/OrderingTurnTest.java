package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A chain's record while its delivery waits for its turn. */
class OrderingTurnTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final WebhookId WEBHOOK = new WebhookId("w");
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));
    private static final OrderingKey KEY = new OrderingKey("k");
    private static final NewChain CHAIN =
            new NewChain(new ChainId("c"), WEBHOOK, 1, new ChainPlan(2, true, Duration.ofHours(1)), null);

    private final StoredChain started = StoreRules.start(CHAIN, new EventId("e"), new OrderingTurn(KEY, 7), NOW);
    private final StoredChain waiting = StoreRules.waitForTurn(started);

    @Test
    void is_counted_from_1() {
        assertThatThrownBy(() -> new OrderingTurn(KEY, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the turn of an event must be at least 1, was 0");
    }

    @Test
    void is_taken_in_the_lane_of_the_step() {
        assertThat(started.orderedLane()).isEqualTo(new OrderedLane(WEBHOOK, 0, KEY));
        assertThat(StoreRules.apply(started, new ChainEvent.Delivered(0), NOW)
                        .after()
                        .orderedLane())
                .isNull();
        assertThat(StoreRules.start(CHAIN, new EventId("e"), null, NOW).orderedLane())
                .isNull();
    }

    @Test
    void is_taken_in_no_lane_by_a_resumed_chain() {
        StoredChain interrupted = StoreRules.apply(
                        started, new ChainEvent.DeliveryFailed(0, InterruptionCause.RETRIES_EXHAUSTED), NOW)
                .after();

        StoredChain resumed =
                StoreRules.apply(interrupted, new ChainEvent.Resume(), NOW).after();

        assertThat(resumed.turn()).isEqualTo(new OrderingTurn(KEY, 7));
        assertThat(resumed.orderedLane()).isNull();
    }

    @Test
    void is_waited_for_by_a_delivery_that_no_node_claims() {
        assertThat(StoreRules.isWaitingForTurn(started)).isFalse();
        assertThat(StoreRules.isWaitingForTurn(waiting)).isTrue();
        assertThat(waiting.due())
                .isEqualTo(new PendingDelivery(
                        NOW,
                        NextAttempt.FIRST,
                        0,
                        new Lease(StoreRules.WAITS_FOR_TURN, Instant.parse("2200-01-01T00:00:00Z"))));
        assertThat(waiting.orderedLane()).isEqualTo(started.orderedLane());
    }

    @Test
    void makes_the_delivery_due_when_it_has_come() {
        StoredChain inTurn = StoreRules.takeTurn(waiting, LATER);

        assertThat(inTurn.due()).isEqualTo(new PendingDelivery(LATER, NextAttempt.FIRST, 0, null));
        assertThat(StoreRules.isWaitingForTurn(inTurn)).isFalse();
    }

    @Test
    void is_kept_by_what_moves_the_chain_to_other_settings() {
        StoredChain moved = StoreRules.move(
                        started,
                        new Mutation.Move(
                                CHAIN.id(), 2, new ChainPlan(List.of(16, 1), true, Duration.ofHours(1)), null),
                        LATER)
                .after();

        assertThat(moved.lane()).isEqualTo(new LaneKey(WEBHOOK, 16));
        assertThat(moved.orderedLane()).isEqualTo(started.orderedLane());
    }

    @Test
    void is_waited_for_under_no_claim() {
        var claim = new ClaimToken(new DeliveryId(CHAIN.id(), 0), 0, 0);

        assertThat(StoreRules.isCurrent(waiting, claim)).isFalse();
        assertThat(StoreRules.release(waiting, claim).effect()).isEqualTo(Effect.IGNORED);
        assertThat(StoreRules.renew(waiting, claim, NODE, NOW)).isEqualTo(waiting);
        assertThat(StoreRules.isHeldBy(waiting, claim, StoreRules.WAITS_FOR_TURN))
                .isFalse();
    }

    @Test
    void is_the_same_by_the_clock_of_a_node() {
        var applied =
                new MutationResult.Applied(started, waiting, Effect.MOVED, null, List.of(new LaneKey(WEBHOOK, 0)));

        var translated =
                (MutationResult.Applied) ClockOffset.between(NOW, LATER).toNode(applied);

        assertThat(translated.turns()).containsExactly(new LaneKey(WEBHOOK, 0));
        assertThat(translated.after().turn()).isEqualTo(new OrderingTurn(KEY, 7));
        assertThat(StoreRules.isWaitingForTurn(translated.after())).isTrue();
    }
}
