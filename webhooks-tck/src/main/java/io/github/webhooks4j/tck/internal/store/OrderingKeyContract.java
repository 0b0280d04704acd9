package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Part of the {@code StoreContract}: the turns that events of an ordering key get, and slices of their chains. */
public abstract class OrderingKeyContract extends OrderingFixture {
    private static final Duration LONG = Duration.ofDays(30);

    protected OrderingKeyContract(Opening opening) {
        super(opening);
    }

    @Test
    void counts_the_events_of_each_key_in_the_order_of_their_commits() {
        startInOrder("e1");
        commit(publish(ordered("f1", new OrderingKey("customer-8")), newChain("f1", webhook)));
        commit(new Mutation.Publish(List.of(
                newEvent(ordered("e2"), newChain("e2", webhook)), newEvent(ordered("e3"), newChain("e3", webhook)))));
        restart();
        startInOrder("e4");

        assertThat(story("f1").chain().turn()).isEqualTo(new OrderingTurn(new OrderingKey("customer-8"), 1));
        assertThat(List.of(sequence("e1"), sequence("e2"), sequence("e3"), sequence("e4")))
                .containsExactly(1L, 2L, 3L, 4L);
        start("plain", webhook);
        assertThat(story("plain").chain().turn()).isNull();
    }

    @Test
    void takes_no_second_turn_for_an_event_that_is_published_again() {
        startInOrder("e1");

        assertThat(commitOne(publish(ordered("e1"), newChain("other", webhook))))
                .isEqualTo(
                        new MutationResult.Published(List.of(new PublishResult(new EventId("e1"), ids("e1"), true))));

        startInOrder("e2");
        assertThat(sequence("e2")).isEqualTo(2);
    }

    @Test
    void takes_no_turn_for_a_publish_that_conflicts() {
        startInOrder("e1");
        Event other = Event.builder("order.paid")
                .topic("acme/app")
                .id("e1")
                .occurredAt(clock.instant())
                .orderingKey(KEY.value())
                .body("{\"other\":1}")
                .build();

        assertThat(commitOne(new Mutation.Publish(List.of(newEvent(ordered("refused")), newEvent(other)))))
                .isEqualTo(new MutationResult.EventConflict(new EventId("e1")));

        startInOrder("e2");
        assertThat(sequence("e2")).isEqualTo(2);
    }

    @Test
    void holds_nobody_back_by_an_event_that_no_webhook_is_for() {
        commit(publish(ordered("unmatched")));

        startInOrder("e1");

        claimOnly("e1", webhook, 0);
    }

    @Test
    void gives_events_that_are_published_at_the_same_time_distinct_turns() throws Exception {
        List<Mutation> publishes = IntStream.range(0, 8)
                .mapToObj(number -> publish(ordered("e" + number), newChain("e" + number, webhook)))
                .toList();

        Concurrently.run(number -> store.commit(List.of(publishes.get(number))));

        List<String> inOrder = IntStream.range(0, 8)
                .mapToObj(number -> "e" + number)
                .sorted(Comparator.comparingLong(this::sequence))
                .toList();
        assertThat(inOrder.stream().map(this::sequence)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        for (String event : inOrder) {
            deliverOnly(event, 0);
        }
    }

    @Test
    void keeps_the_order_while_events_are_published_and_chains_cancelled() throws Exception {
        startInOrder("c0", "c1", "c2", "c3");
        List<Mutation> changes = IntStream.range(0, 8)
                .mapToObj(number -> number < 4
                        ? new Mutation.Apply(id("c" + number), new ChainEvent.Cancel())
                        : publish(ordered("e" + number), newChain("e" + number, webhook)))
                .toList();

        Concurrently.run(number -> store.commit(List.of(changes.get(number))));

        IntStream.range(4, 8)
                .mapToObj(number -> "e" + number)
                .sorted(Comparator.comparingLong(this::sequence))
                .forEach(event -> deliverOnly(event, 0));
    }

    @Test
    void holds_later_events_back_while_chains_of_an_earlier_one_are_to_be_created() {
        Webhook other = savedWebhook("other", 1);
        NewChain listed = newChain("e1", webhook);
        NewChain alsoListed = newChain("o1", other);
        NewChain held = newChain("e2", webhook);
        commit(list("e1", 1, listed, alsoListed));

        assertThat(commitOne(publish(ordered("e2"), held)))
                .isEqualTo(
                        new MutationResult.Published(List.of(new PublishResult(new EventId("e2"), ids("e2"), false))));
        commit(publish(ordered("f1", new OrderingKey("customer-8")), newChain("f1", webhook)));
        restart();

        assertThat(store.findChain(id("e2"))).isEmpty();
        claimOnly("f1", webhook, 0);
        assertThat(store.pendingSlices()).isEqualTo(3);
        assertThat(created()).containsExactlyElementsOf(ids("e1"));
        assertThat(created()).containsExactlyElementsOf(ids("o1"));
        assertThat(created()).containsExactlyElementsOf(ids("e2"));
        assertThat(store.slices(null, 9)).isEmpty();
        assertThat(List.of(sequence("e1"), sequence("o1"), sequence("e2"))).containsExactly(1L, 1L, 2L);
        deliverOnly("e1", 0);
        deliverOnly("e2", 0);
        startInOrder("e3");
        deliverOnly("e3", 0);
    }

    @Test
    void returns_of_the_slices_of_a_key_only_the_first_wherever_the_search_begins() {
        commit(list("e1", 1, newChain("e1", webhook)));
        commit(list("e2", 1, newChain("e2", webhook)));
        NewChain plain = newChain("plain", webhook);
        commit(new Mutation.Publish(List.of(newEvent(event("plain"), List.of(), 1, plain))));

        assertThat(store.slices(null, 9))
                .extracting(ChainSlice::event)
                .containsExactly(new EventId("e1"), new EventId("plain"));
        assertThat(store.slices(new EventId("e1"), 9))
                .extracting(ChainSlice::event)
                .containsExactly(new EventId("plain"));
        assertThat(store.slices(null, 9).get(0).turn()).isEqualTo(new OrderingTurn(KEY, 1));
    }

    @Test
    void erases_a_webhook_without_creating_chains_of_others_out_of_order() {
        Webhook other = savedWebhook("other", 1);
        commit(list("e1", 9, newChain("o1", other)));
        commit(list("e2", 9, newChain("e2", webhook), newChain("o2", other)));
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));

        int calls = 0;
        while (!store.erase(webhook.id(), 9).complete()) {
            assertThat(calls++).isLessThan(9);
        }

        assertThat(store.pendingSlices()).isZero();
        assertThat(store.findChain(id("e2"))).isEmpty();
        claimOnly("o1", other, 0);
        assertWaiting("o2");
    }

    @Test
    void counts_a_key_anew_that_was_not_used_for_long() {
        startInOrder("e1");
        cancel("e1");
        clock.advance(LONG);
        prune();

        startInOrder("e2");

        assertThat(sequence("e2")).isEqualTo(1);
        claimOnly("e2", webhook, 0);
    }

    @Test
    void goes_on_counting_a_key_of_which_there_is_still_something_to_do() {
        startInOrder("e1");
        clock.advance(LONG);
        prune();

        startInOrder("e2");

        assertThat(sequence("e2")).isEqualTo(2);
        deliverOnly("e1", 0);
        deliverOnly("e2", 0);
    }

    @Test
    void goes_on_counting_a_key_of_which_chains_are_still_to_be_created() {
        commit(list("e1", 1, newChain("e1", webhook)));
        clock.advance(LONG);
        prune();

        startInOrder("e2");
        created();
        created();

        assertThat(sequence("e2")).isEqualTo(2);
        deliverOnly("e1", 0);
    }

    @Test
    void goes_on_counting_a_key_that_was_used_lately() {
        startInOrder("e1");
        cancel("e1");
        clock.advance(LONG.minusDays(1));
        store.prune(LONG, 100);

        startInOrder("e2");

        assertThat(sequence("e2")).isEqualTo(2);
    }

    private void prune() {
        while (store.prune(Duration.ZERO, 100) > 0) {
            // Until nothing is left to delete.
        }
    }

    /** Creates the chains of all slices that can be created now, and returns them. */
    private List<ChainId> created() {
        List<ChainSlice> slices = store.slices(null, 99);
        commit(slices.stream().map(Mutation.CreateChains::new).toArray(Mutation[]::new));
        return slices.stream()
                .flatMap(slice -> slice.chains().stream())
                .map(NewChain::id)
                .toList();
    }
}
