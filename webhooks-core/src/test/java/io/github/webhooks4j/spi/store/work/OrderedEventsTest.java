package io.github.webhooks4j.spi.store.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.work.Writes.EventWrite;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The turns that events of an ordering key get, and what must be known for it. */
class OrderedEventsTest extends OrderFixture {
    private static final OrderingKey OTHER_KEY = new OrderingKey("other");

    @Test
    void events_of_each_key_are_numbered_in_their_order() {
        commit(published("e1", KEY, WEBHOOK), published("f1", OTHER_KEY, WEBHOOK), published("e2", KEY, WEBHOOK));
        publish("e3");

        assertThat(stored("e1").turn()).isEqualTo(new OrderingTurn(KEY, 1));
        assertThat(stored("f1").turn()).isEqualTo(new OrderingTurn(OTHER_KEY, 1));
        assertThat(stored("e2").turn()).isEqualTo(new OrderingTurn(KEY, 2));
        assertThat(stored("e3").turn()).isEqualTo(new OrderingTurn(KEY, 3));
        assertThat(written().events()).extracting(EventWrite::turn).containsExactly(new OrderingTurn(KEY, 3));
        assertThat(written().sequences()).isEqualTo(Map.of(KEY, 3L));
    }

    @Test
    void an_event_without_a_key_has_no_turn_and_needs_nothing() {
        commit(published("e", null, WEBHOOK));

        assertThat(stored("e").turn()).isNull();
        assertThat(needed).isEqualTo(Needs.Turns.NONE);
        assertThat(written().sequences()).isEmpty();
        cancel("e");
        assertThat(needed).isEqualTo(Needs.Turns.NONE);
    }

    @Test
    void an_event_that_is_published_again_takes_no_second_turn() {
        publish("e");

        publish("e");

        assertThat(written().sequences()).isEmpty();
        assertThat(sequences).isEqualTo(Map.of(KEY, 1L));
    }

    @Test
    void an_event_that_no_webhook_is_for_takes_a_turn_and_holds_nobody() {
        commit(published("unmatched", KEY));
        publish("e");

        assertThat(stored("e").turn()).isEqualTo(new OrderingTurn(KEY, 2));
        assertThat(waiting()).isEmpty();
    }

    @Test
    void a_publish_that_is_refused_takes_no_turn() {
        publish("e1");
        Event other = Event.builder("order.paid")
                .topic("acme/app")
                .id("e1")
                .occurredAt(NOW)
                .orderingKey("k")
                .body("{\"other\":1}")
                .build();
        NewEvent e2 = newEvent("e2", KEY, 0, WEBHOOK);
        NewEvent taken = new NewEvent(1, newEvent("e3", KEY, 0).event(), List.of());
        NewEvent outdated = new NewEvent(99, newEvent("e4", KEY, 0).event(), List.of(), List.of(7L));

        List<MutationResult> results = commit(
                new Mutation.Publish(List.of(e2, new NewEvent(98, other, List.of()))),
                new Mutation.Publish(List.of(e2, taken)),
                new Mutation.Publish(List.of(e2, outdated)));

        assertThat(results)
                .containsExactly(
                        new MutationResult.EventConflict(new EventId("e1")),
                        new MutationResult.NumberTaken(new EventId("e3")),
                        new MutationResult.WebhooksOutdated());
        assertThat(written().sequences()).isEmpty();
    }

    @Test
    void chains_that_are_created_afterwards_hold_those_of_later_events_back() {
        commit(new Mutation.Publish(List.of(newEvent("e1", KEY, 1, WEBHOOK, OTHER))));
        publish("e2");
        publish("e3");
        commit(published("f", OTHER_KEY, WEBHOOK));

        assertThat(chains).containsOnlyKeys(new ChainId("f"));
        assertThat(slices.values())
                .containsExactly(
                        slice("e1", 0, 1, chain("e1", WEBHOOK)),
                        slice("e1", 1, 1, chain("e1x", OTHER)),
                        slice("e2", 0, 2, chain("e2", WEBHOOK)),
                        slice("e3", 0, 3, chain("e3", WEBHOOK)));
    }

    @Test
    void an_event_is_held_back_by_one_before_it_in_the_same_commit() {
        commit(new Mutation.Publish(
                List.of(newEvent("e1", KEY, 1, WEBHOOK), newEvent("e2", KEY, 0, WEBHOOK), newEvent("e3", KEY, 0))));

        assertThat(chains).isEmpty();
        assertThat(slices.values())
                .containsExactly(slice("e1", 0, 1, chain("e1", WEBHOOK)), slice("e2", 0, 2, chain("e2", WEBHOOK)));
    }

    @Test
    void an_event_without_chains_holds_no_other_back() {
        commit(new Mutation.Publish(List.of(newEvent("e1", KEY, 1), newEvent("e2", KEY, 0, WEBHOOK))));

        assertThat(chains).containsOnlyKeys(new ChainId("e2"));
    }

    @Test
    void chains_that_are_created_afterwards_take_their_turns() {
        commit(new Mutation.Publish(List.of(newEvent("e1", KEY, 1, WEBHOOK))));
        publish("e2");

        for (ChainSlice slice : List.copyOf(slices.values())) {
            commit(new Mutation.CreateChains(slice));
        }

        assertThat(stored("e1").turn()).isEqualTo(new OrderingTurn(KEY, 1));
        assertThat(stored("e2").turn()).isEqualTo(new OrderingTurn(KEY, 2));
        assertThat(waiting()).containsExactly("e2");
        publish("e3");
        assertThat(waiting()).containsExactly("e2", "e3");
    }

    @Test
    void the_chains_of_a_deleted_webhook_are_created_as_cancelled() {
        commit(new Mutation.Publish(List.of(newEvent("e1", KEY, 1, WEBHOOK), newEvent("e2", KEY, 1, WEBHOOK))));
        webhooks.put(WEBHOOK, deleted());

        commit(slices.values().stream().map(Mutation.CreateChains::new).toArray(Mutation[]::new));

        assertThat(chains.values())
                .extracting(chain -> chain.chain().state().code())
                .containsExactly("cancelled", "cancelled");
    }

    @Test
    void as_many_chains_as_ever_are_created_at_once_of_an_event_that_is_held_back() {
        commit(new Mutation.Publish(List.of(newEvent("e1", KEY, 1, WEBHOOK))));
        WebhookId[] many = IntStream.range(0, 1_001)
                .mapToObj(number -> new WebhookId("w" + number))
                .toArray(WebhookId[]::new);

        commit(published("e2", KEY, many));

        assertThat(slices.values()).extracting(slice -> slice.chains().size()).containsExactly(1, 1_000, 1);
    }

    @Test
    void a_publish_needs_its_key_and_the_first_that_waits_where_its_chains_begin() {
        publish("e1");
        commit(published("f1", OTHER_KEY, WEBHOOK, OTHER), published("e2", KEY, WEBHOOK));

        assertThat(needed)
                .isEqualTo(new Needs.Turns(
                        Set.of(OTHER_KEY, KEY),
                        Set.of(OTHER_KEY, KEY),
                        Set.of(lane(WEBHOOK, 0, OTHER_KEY), lane(OTHER, 0, OTHER_KEY), lane(WEBHOOK, 0, KEY)),
                        1));
        assertThat(needed.keys()).containsExactly(KEY, OTHER_KEY);
    }

    @Test
    void a_change_needs_one_that_waits_more_than_there_are_changes_in_a_lane() {
        steps = 2;
        publish("e1");
        publish("e2");

        cancel("e1");
        assertThat(needed).isEqualTo(new Needs.Turns(Set.of(KEY), Set.of(), Set.of(lane(WEBHOOK, 0, KEY)), 2));
        publish("e3");
        commit(cancelled("e2"), cancelled("e3"), cancelled("e2"));
        assertThat(needed).isEqualTo(new Needs.Turns(Set.of(KEY), Set.of(), Set.of(lane(WEBHOOK, 0, KEY)), 3));
        cancel("e3");
        assertThat(needed).isEqualTo(Needs.Turns.NONE);
    }

    @Test
    void a_callback_needs_the_next_step_and_a_cancellation_meanwhile_needs_nothing() {
        steps = 2;
        publish("e1");
        publish("e2");
        deliver("e1");
        deliver("e2");

        cancel("e2");
        assertThat(needed).isEqualTo(Needs.Turns.NONE);
        callBack("e1", 0);
        assertThat(needed).isEqualTo(new Needs.Turns(Set.of(KEY), Set.of(), Set.of(lane(WEBHOOK, 1, KEY)), 2));
        callBack("e1", 1);
        assertThat(needed)
                .isEqualTo(new Needs.Turns(
                        Set.of(KEY), Set.of(), Set.of(lane(WEBHOOK, 1, KEY), lane(WEBHOOK, 2, KEY)), 2));
    }

    @Test
    void two_callbacks_in_one_commit_may_lead_over_two_steps() {
        steps = 3;
        publish("e1");
        deliver("e1");
        var first = new ChainEvent.CallbackReceived(0, Callback.success());
        var second = new ChainEvent.CallbackReceived(1, Callback.success());

        commit(new Mutation.Apply(new ChainId("e1"), first), new Mutation.Apply(new ChainId("e1"), second));

        assertThat(needed.lanes()).containsExactly(lane(WEBHOOK, 1, KEY), lane(WEBHOOK, 2, KEY));
        assertThat(stored("e1").chain().state().step()).isEqualTo(2);
    }

    private static OrderedLane lane(WebhookId webhook, int step, OrderingKey key) {
        return new OrderedLane(webhook, step, key);
    }

    private static ChainSlice slice(String event, int number, long sequence, NewChain... chains) {
        Event published = Event.builder("order.paid")
                .topic("acme/app")
                .id(event)
                .body("{}")
                .build();
        return new ChainSlice(
                published.id(),
                published.topic(),
                published.type(),
                number,
                List.of(chains),
                new OrderingTurn(KEY, sequence));
    }
}
