package io.github.webhooks4j.spi.store.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose turn it is among the deliveries of one ordering key to one destination. */
class OrderedTurnsTest extends OrderFixture {
    private static final LaneKey LANE = new LaneKey(WEBHOOK, 0);

    @BeforeEach
    void publish_three_events() {
        steps = 2;
        publish("e1");
        publish("e2");
        publish("e3");
        now = NOW.plusSeconds(60);
    }

    @Test
    void one_delivery_may_begin_and_the_others_wait() {
        assertThat(due("e1").claimed()).isFalse();
        assertThat(waiting()).containsExactly("e2", "e3");
        assertThat(written().free()).isEmpty();
    }

    @Test
    void several_events_of_one_publish_take_turns() {
        commit(new Mutation.Publish(List.of(
                newEvent("f1", new OrderingKey("other"), 0, WEBHOOK),
                newEvent("f2", new OrderingKey("other"), 0, WEBHOOK))));

        assertThat(waiting()).containsExactly("e2", "e3", "f2");
    }

    @Test
    void the_next_takes_its_turn_when_a_delivery_was_accepted() {
        Applied accepted = deliver("e1");

        assertThat(accepted.after().chain().state().code()).isEqualTo("awaiting_callback");
        assertThat(accepted.turns()).containsExactly(LANE);
        assertThat(due("e2").claimed()).isFalse();
        assertThat(due("e2").at()).isEqualTo(now);
        assertThat(waiting()).containsExactly("e3");
        assertThat(written().free()).extracting(free -> free.lane()).containsExactly(LANE);
    }

    @Test
    void the_next_takes_its_turn_when_retries_were_exhausted() {
        claim("e1");

        assertThat(attempt("e1", new AttemptOutcome.Exhausted()).turns()).containsExactly(LANE);
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void the_next_takes_its_turn_when_a_destination_is_gone() {
        claim("e1");

        assertThat(attempt("e1", new AttemptOutcome.Gone()).turns()).containsExactly(LANE);
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void the_next_takes_its_turn_when_a_chain_was_cancelled() {
        assertThat(cancel("e1").turns()).containsExactly(LANE);
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void the_next_takes_its_turn_when_a_callback_proves_receipt_before_the_response() {
        claim("e1");

        assertThat(callBack("e1", 0).turns()).containsExactly(LANE);
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void the_next_takes_its_turn_when_a_late_success_arrives_under_a_former_claim() {
        claim("e1");
        Mutation late = attempted("e1", new AttemptOutcome.Delivered());
        claim("e1");

        assertThat(((Applied) commitOne(late)).turns()).containsExactly(LANE);
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void a_retry_keeps_the_turn() {
        claim("e1");

        assertThat(attempt("e1", new AttemptOutcome.Retry(now.plusSeconds(5))).turns())
                .isEmpty();
        assertThat(waiting()).containsExactly("e2", "e3");
    }

    @Test
    void a_released_claim_keeps_the_turn() {
        claim("e1");

        assertThat(((Applied) commitOne(new Mutation.Release(token("e1")))).turns())
                .isEmpty();
        assertThat(waiting()).containsExactly("e2", "e3");
    }

    @Test
    void an_attempt_that_is_set_aside_keeps_the_turn_until_it_is_written() {
        claim("e1");
        var record = new SetAsideRecord(attempted("e1", new AttemptOutcome.Delivered()), now, "cannot be written");

        List<MutationResult> results = commit(new Mutation.SetAside(record), new Mutation.EndSetAside(record, true));

        assertThat(results).extracting(result -> ((Applied) result).turns()).containsExactly(List.of(), List.of(LANE));
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void an_attempt_that_is_set_aside_and_dropped_keeps_the_turn() {
        claim("e1");
        var record = new SetAsideRecord(attempted("e1", new AttemptOutcome.Delivered()), now, "cannot be written");

        commit(new Mutation.SetAside(record), new Mutation.EndSetAside(record, false));

        assertThat(due("e1").claimed()).isFalse();
        assertThat(waiting()).containsExactly("e2", "e3");
    }

    @Test
    void a_delivery_that_waits_leaves_without_giving_a_turn() {
        assertThat(cancel("e2").turns()).isEmpty();
        assertThat(waiting()).containsExactly("e3");

        assertThat(cancel("e1").turns()).containsExactly(LANE);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void each_that_leaves_in_one_commit_gives_its_turn_to_the_next() {
        publish("e4");
        publish("e5");

        List<MutationResult> results = commit(cancelled("e1"), cancelled("e2"), cancelled("e3"));

        assertThat(results)
                .extracting(result -> ((Applied) result).turns())
                .containsExactly(List.of(LANE), List.of(LANE), List.of(LANE));
        assertThat(due("e4").claimed()).isFalse();
        assertThat(waiting()).containsExactly("e5");
    }

    @Test
    void the_first_that_is_left_takes_its_turn_when_those_before_it_leave() {
        publish("e4");
        publish("e5");

        commit(cancelled("e3"), cancelled("e2"), cancelled("e1"));

        assertThat(due("e4").claimed()).isFalse();
        assertThat(waiting()).containsExactly("e5");
    }

    @Test
    void events_of_other_keys_or_without_one_and_other_webhooks_do_not_wait() {
        commit(
                published("other", new OrderingKey("other"), WEBHOOK),
                published("none", null, WEBHOOK),
                published("e4", KEY, OTHER));

        assertThat(waiting()).containsExactly("e2", "e3");
        assertThat(due("e4x").claimed()).isFalse();
    }

    @Test
    void a_callback_is_not_waited_for() {
        deliver("e1");
        deliver("e2");
        deliver("e3");

        assertThat(waiting()).isEmpty();
        assertThat(stored("e3").chain().state().code()).isEqualTo("awaiting_callback");
    }

    @Test
    void a_chain_that_comes_to_its_next_step_waits_if_another_is_there() {
        deliver("e1");
        deliver("e2");

        callBack("e1", 0);
        Applied second = callBack("e2", 0);

        assertThat(due("e1").claimed()).isFalse();
        assertThat(StoreRules.isWaitingForTurn(second.after())).isTrue();
        assertThat(second.after()).isEqualTo(stored("e2"));
        assertThat(waiting()).containsExactly("e2");
    }

    @Test
    void an_earlier_event_comes_before_the_later_ones_that_wait_at_a_step() {
        deliver("e1");
        deliver("e2");
        deliver("e3");
        callBack("e2", 0);
        callBack("e3", 0);

        callBack("e1", 0);

        assertThat(waiting()).containsExactly("e1", "e3");
        assertThat(deliver("e2").turns()).containsExactly(new LaneKey(WEBHOOK, 1));
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void two_callbacks_that_lead_to_the_same_step_may_be_in_one_commit() {
        deliver("e1");
        deliver("e2");
        var callback = new ChainEvent.CallbackReceived(0, Callback.success());

        commit(new Mutation.Apply(new ChainId("e1"), callback), new Mutation.Apply(new ChainId("e2"), callback));

        assertThat(due("e1").claimed()).isFalse();
        assertThat(waiting()).containsExactly("e2");
    }

    @Test
    void a_resumed_chain_is_in_no_order() {
        claim("e1");
        attempt("e1", new AttemptOutcome.Exhausted());

        commit(resumed("e1"));

        assertThat(due("e1").claimed()).isFalse();
        assertThat(waiting()).containsExactly("e3");
        assertThat(deliver("e1").turns()).isEmpty();
        callBack("e1", 0);
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void a_rerun_is_in_no_order() {
        cancel("e1");

        commit(new Mutation.Rerun(new ChainId("e1"), chain("again", WEBHOOK)));

        assertThat(stored("again").turn()).isNull();
        assertThat(due("again").claimed()).isFalse();
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void a_chain_of_a_deleted_webhook_leaves_as_cancelled() {
        claim("e1");
        Mutation failed = attempted("e1", new AttemptOutcome.Retry(now.plusSeconds(5)));
        webhooks.put(WEBHOOK, deleted());

        Applied applied = (Applied) commitOne(failed);

        assertThat(applied.after().chain().state()).isEqualTo(new ChainState.Cancelled(0));
        assertThat(applied.turns()).isEmpty();
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void a_chain_of_a_webhook_that_is_lost_leaves_as_cancelled() {
        claim("e1");
        webhooks.remove(WEBHOOK);

        assertThat(attempt("e1", new AttemptOutcome.Retry(now.plusSeconds(5))).turns())
                .containsExactly(LANE);
        assertThat(waiting()).containsExactly("e3");
    }

    @Test
    void an_event_by_later_settings_waits_for_those_by_former_ones() {
        claim("e1");
        commit(new Mutation.Move(new ChainId("e1"), 2, settings(16, 17), null));
        commit(new Mutation.Move(new ChainId("e2"), 2, settings(16, 17), null));
        publish("e4");

        assertThat(due("e1").claimed()).isTrue();
        assertThat(stored("e1").lane()).isEqualTo(new LaneKey(WEBHOOK, 16));
        assertThat(waiting()).containsExactly("e2", "e3", "e4");
        assertThat(deliver("e1").turns()).containsExactly(LANE);
        assertThat(waiting()).containsExactly("e3", "e4");
    }

    @Test
    void a_delivery_that_waits_moves_to_later_settings_when_its_turn_has_come() {
        var move = new Mutation.Move(new ChainId("e2"), 2, settings(16, 17), null);

        assertThat(((Applied) commitOne(move)).effect()).isEqualTo(Effect.IGNORED);
        cancel("e1");
        Applied moved = (Applied) commitOne(move);

        assertThat(moved.effect()).isEqualTo(Effect.SETTINGS_CHANGED);
        assertThat(moved.turns()).isEmpty();
        assertThat(due("e2").claimed()).isFalse();
        assertThat(waiting()).containsExactly("e3");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void nobody_has_claimed_a_delivery_that_waits(int token) {
        // As when it had been claimed before it began to wait.
        for (int claims = 0; claims < token; claims++) {
            change("e2", chain -> StoreRules.waitForTurn(StoreRules.claim(chain, NODE, now)));
        }
        StoredChain before = stored("e2");
        var claim = new ClaimToken(new DeliveryId(new ChainId("e2"), 0), 0, token);
        Mutation attempt = attempted("e2", new AttemptOutcome.Retry(now.plusSeconds(5)));

        commit(new Mutation.Release(claim), attempt, new Mutation.SetAside(new SetAsideRecord(attempt, now, "failed")));

        assertThat(stored("e2")).isEqualTo(before);
    }

    @Test
    void what_was_read_before_the_keys_were_locked_does_not_count() {
        StoredChain outdated = stored("e2");
        cancel("e1");
        claim("e2");
        var lane = new OrderedLane(WEBHOOK, 0, KEY);
        var work = new UnitOfWork(
                new Snapshot(
                        Map.of(new ChainId("e2"), outdated, new ChainId("e3"), stored("e3")),
                        Set.of(),
                        Map.of(),
                        Set.of(),
                        webhooks,
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Map.of(),
                        Map.of(),
                        new OrderState(Map.of(), Set.of(), Map.of(lane, List.of(stored("e2"), stored("e3"))))),
                now);

        work.apply(new Mutation.Apply(new ChainId("e2"), new ChainEvent.DeadlineCheck()));
        work.apply(cancelled("e3"));

        assertThat(work.writes().chains())
                .extracting(ChainWrite::after)
                .extracting(chain -> chain.chain().id().value())
                .containsExactly("e3");
    }

    @Test
    void chains_with_one_turn_of_a_key_that_was_counted_anew_are_all_in_the_order() {
        sequences.clear();
        publish("e1_anew");

        assertThat(waiting()).containsExactly("e2", "e3", "e1_anew");
        cancel("e1");
        assertThat(waiting()).containsExactly("e2", "e3");
        cancel("e1_anew");
        assertThat(waiting()).containsExactly("e3");
    }

    private static ChainPlan settings(Integer... destinations) {
        return new ChainPlan(List.of(destinations), true, Duration.ofHours(1));
    }

    private void change(String chain, UnaryOperator<StoredChain> change) {
        chains.computeIfPresent(new ChainId(chain), (id, stored) -> change.apply(stored));
    }
}
