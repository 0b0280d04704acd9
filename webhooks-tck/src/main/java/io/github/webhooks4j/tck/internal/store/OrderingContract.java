package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Part of the {@code StoreContract}: deliveries of one ordering key to one destination take turns. */
public abstract class OrderingContract extends OrderingFixture {
    protected OrderingContract(Opening opening) {
        super(opening);
    }

    @Test
    void grants_one_delivery_of_a_key_and_no_other_however_long_it_takes() {
        startInOrder("e1", "e2", "e3");

        ClaimedDelivery first = claimOnly("e1", webhook, 0);
        clock.advance(TERM.minusMillis(1));
        assertThat(claimable(OTHER_NODE, webhook, 0)).isEmpty();
        clock.advance(Duration.ofDays(1_000));
        assertThat(claimable(OTHER_NODE, webhook, 0)).containsExactlyElementsOf(ids("e1"));
        assertThat(first.attempt()).isEqualTo(1);
        assertWaiting("e2", "e3");
    }

    @Test
    void grants_them_in_the_order_of_their_commits() {
        startInOrder("e1", "e2", "e3");

        for (String event : List.of("e1", "e2", "e3")) {
            clock.advance(Duration.ofSeconds(1));
            deliverOnly(event, 0);
        }
        assertThat(store.lanes()).isEmpty();
    }

    @Test
    void reports_the_lane_in_which_a_turn_has_come() {
        startInOrder("e1", "e2");
        clock.advance(Duration.ofMinutes(1));

        Applied accepted = deliverOnly("e1", 0);

        assertThat(accepted.turns()).containsExactly(lane(webhook, 0));
        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), clock.instant()));
        assertThat(story("e2").chain().due()).isEqualTo(free(clock.instant(), 1, 0));
    }

    @Test
    void gives_the_turn_on_when_retries_were_exhausted() {
        startInOrder("e1", "e2");

        Applied exhausted = record(claimOnly("e1", webhook, 0).key(), 1, giveUp());

        assertThat(exhausted.turns()).containsExactly(lane(webhook, 0));
        claimOnly("e2", webhook, 0);
    }

    @Test
    void gives_the_turn_on_when_a_chain_was_cancelled() {
        startInOrder("e1", "e2", "e3", "e4");

        assertThat(cancel("e3").turns()).isEmpty();
        assertThat(cancel("e1").turns()).containsExactly(lane(webhook, 0));

        deliverOnly("e2", 0);
        deliverOnly("e4", 0);
    }

    @Test
    void gives_the_turn_on_when_a_chain_was_interrupted() {
        startInOrder("e1", "e2");
        claimOnly("e1", webhook, 0);

        Applied interrupted = callBack("e1", 0, new Callback(CallbackState.FAILURE, null, null, null));

        assertThat(interrupted.after().chain().state().code()).isEqualTo("interrupted");
        assertThat(interrupted.turns()).containsExactly(lane(webhook, 0));
        claimOnly("e2", webhook, 0);
    }

    @Test
    void gives_the_turn_on_once_for_each_that_leaves_in_one_commit() {
        startInOrder("e1", "e2", "e3", "e4", "e5");

        List<MutationResult> results = commit(cancelled("e1"), cancelled("e2"), cancelled("e3"));

        assertThat(results)
                .extracting(result -> ((Applied) result).turns())
                .containsOnly(List.of(lane(webhook, 0)))
                .hasSize(3);
        deliverOnly("e4", 0);
        deliverOnly("e5", 0);
    }

    @Test
    void gives_the_turn_to_the_first_that_is_left_of_many() {
        startInOrder("e1", "e2", "e3", "e4", "e5");

        commit(cancelled("e4"), cancelled("e3"), cancelled("e2"), cancelled("e1"));

        deliverOnly("e5", 0);
    }

    @Test
    void leaves_nothing_waiting_of_a_deleted_webhook_and_gives_no_turn_of_another() {
        Webhook other = savedWebhook("other", 1);
        commit(publish(ordered("e1"), newChain("e1", webhook), newChain("o1", other)));
        commit(publish(ordered("e2"), newChain("e2", webhook), newChain("o2", other)));
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));

        for (var chain : store.abandoned(9)) {
            commitOne(new Mutation.Apply(chain, new ChainEvent.Cancel()));
        }

        assertThat(state("e2")).isEqualTo(new ChainState.Cancelled(0));
        assertThat(store.abandoned(9)).isEmpty();
        claimOnly("o1", other, 0);
        assertWaiting("o2");
    }

    @Test
    void keeps_the_turn_while_a_delivery_is_retried_or_released() {
        startInOrder("e1", "e2");

        assertThat(record(claimOnly("e1", webhook, 0).key(), 1, retryIn(Duration.ofHours(5)))
                        .turns())
                .isEmpty();
        assertThat(claimable(NODE, webhook, 0)).isEmpty();
        clock.advance(Duration.ofHours(5));
        assertThat(release(claimOnly("e1", webhook, 0).key()).turns()).isEmpty();

        deliverOnly("e1", 0);
        deliverOnly("e2", 0);
    }

    @Test
    void keeps_the_turn_while_a_delivery_is_set_aside() {
        startInOrder("e1", "e2");
        Mutation attempt = attempt(claimOnly("e1", webhook, 0).key(), 1, new AttemptOutcome.Delivered());
        var record = new SetAsideRecord(attempt, clock.instant(), "on purpose");

        commit(new Mutation.SetAside(record));
        clock.advance(Duration.ofDays(1));

        assertThat(claimable(NODE, webhook, 0)).isEmpty();
        commit(new Mutation.EndSetAside(record, true));
        claimOnly("e2", webhook, 0);
    }

    @Test
    void lets_events_of_other_keys_or_without_one_begin_at_once() {
        startInOrder("e1", "e2");
        commit(publish(ordered("f1", new OrderingKey("customer-8")), newChain("f1", webhook)));
        commit(publish(event("plain"), newChain("plain", webhook)));

        assertThat(claimable(NODE, webhook, 0)).containsExactlyInAnyOrderElementsOf(ids("e1", "f1", "plain"));
    }

    @Test
    void lets_other_destinations_take_turns_of_their_own() {
        Webhook other = savedWebhook("other", 1);
        startInOrder("e1");
        claimOnly("e1", webhook, 0);

        commit(publish(ordered("e2"), newChain("e2", webhook), newChain("o2", other)));

        claimOnly("o2", other, 0);
        assertWaiting("e2");
    }

    @Test
    void does_not_wait_for_callbacks() {
        startInOrder("e1", "e2");
        deliverOnly("e1", 0);

        deliverOnly("e2", 0);

        assertThat(state("e1").code()).isEqualTo("awaiting_callback");
        assertThat(state("e2").code()).isEqualTo("awaiting_callback");
    }

    @Test
    void lets_the_deliveries_of_the_next_step_take_turns_too() {
        startInOrder("e1", "e2", "e3");
        for (String event : List.of("e1", "e2", "e3")) {
            deliverOnly(event, 0);
        }
        callBack("e2", 0, Callback.success());
        assertWaitingAfter(callBack("e3", 0, Callback.success()));
        assertWaitingAfter(callBack("e1", 0, Callback.success()));

        // What is there already is not called back for an earlier event, which comes before the later ones.
        deliverOnly("e2", 1);
        deliverOnly("e1", 1);
        deliverOnly("e3", 1);
    }

    @Test
    void lets_resumed_chains_and_reruns_begin_at_once() {
        startInOrder("e1", "e2");
        record(claimOnly("e1", webhook, 0).key(), 1, giveUp());
        commit(new Mutation.Rerun(id("e1"), newChain("again", webhook)));
        apply("e1", new ChainEvent.Resume());

        assertThat(story("again").chain().turn()).isNull();
        assertThat(claimable(NODE, webhook, 0)).containsExactlyInAnyOrderElementsOf(ids("e1", "e2", "again"));
        startInOrder("e3");
        record(new ClaimToken(token("e1").delivery(), 1, 1), 1, new AttemptOutcome.Delivered());
        record(token("again"), 1, new AttemptOutcome.Delivered());
        assertWaiting("e3");
        record(token("e2"), 1, new AttemptOutcome.Delivered());
        claimOnly("e3", webhook, 0);
    }

    @Test
    void keeps_the_order_though_the_destination_gets_another_url() {
        startInOrder("e1", "e2");
        ClaimedDelivery first = claimOnly("e1", webhook, 0);
        Webhook changed = saved(webhook.withSettings(webhook("moved", 2).settings(), true));
        assertThat(store.unfinishedBefore(webhook.id(), 2, 2, 9)).containsExactlyElementsOf(ids("e1"));
        move("e1", changed, null);
        commit(publish(ordered("e3"), newChain("e3", changed)));

        assertThat(claimable(OTHER_NODE, changed, 0)).isEmpty();
        assertThat(record(first.key(), 1, new AttemptOutcome.Delivered()).turns())
                .containsExactly(lane(webhook, 0));
        ClaimedDelivery second = claimOnly("e2", webhook, 0);
        move("e2", changed, second.key());
        assertThat(record(claimOnly("e2", changed, 0).key(), 1, new AttemptOutcome.Delivered())
                        .turns())
                .containsExactly(lane(changed, 0));
        claimOnly("e3", changed, 0);
    }

    @Test
    void shows_in_the_history_what_waits_and_for_which_key() {
        startInOrder("e1", "e2");

        assertThat(isWaiting("e1")).isFalse();
        assertThat(isWaiting("e2")).isTrue();
        assertThat(sequence("e2")).isEqualTo(2);
        assertThat(store.listChains(webhook.id(), null, 9))
                .extracting(ChainDetails::chain)
                .containsExactly(story("e2").chain(), story("e1").chain());
        deliverOnly("e1", 0);
        assertThat(isWaiting("e2")).isFalse();
        assertThat(sequence("e1")).isEqualTo(1);
    }

    @Test
    void keeps_the_order_over_a_restart() {
        startInOrder("e1", "e2", "e3");
        claimOnly("e1", webhook, 0);

        restart();
        clock.advance(TERM);

        deliverOnly("e1", 0);
        restart();
        startInOrder("e4");
        for (String event : List.of("e2", "e3", "e4")) {
            deliverOnly(event, 0);
        }
    }

    @Test
    void counts_what_waits_as_unfinished() {
        startInOrder("e1", "e2");

        assertThat(store.unfinishedChains(webhook.id(), 9)).containsExactlyElementsOf(ids("e1", "e2"));
        assertThat(store.chainCounts().delivering()).isEqualTo(2);
    }

    private void assertWaitingAfter(Applied applied) {
        assertThat(applied.after())
                .isEqualTo(store.findChain(applied.after().chain().id())
                        .orElseThrow()
                        .chain());
        assertThat(StoreRules.isWaitingForTurn(applied.after())).isTrue();
    }

    private Mutation cancelled(String chain) {
        return new Mutation.Apply(id(chain), new ChainEvent.Cancel());
    }

    private void move(String chain, Webhook changed, @Nullable ClaimToken claim) {
        commit(new Mutation.Move(
                id(chain), changed.revision(), changed.settings().plan(), claim));
    }

    /** Returns the first claim of a first step. */
    private ClaimToken token(String chain) {
        return new ClaimToken(new DeliveryId(id(chain), 0), 0, 1);
    }
}
