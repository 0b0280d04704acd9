package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: every event has a number of its own, which the ids of its chains have. */
abstract class EventNumberContract extends StoreFixture {
    private Webhook webhook;
    private Webhook other;

    EventNumberContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhooks() {
        webhook = savedWebhook("w", 1);
        other = savedWebhook("x", 1);
    }

    @Test
    void accepts_no_event_with_the_number_of_another() {
        start("c", webhook);

        assertThat(commitOne(publishNumbered("second", newChain("others", other))))
                .isEqualTo(new MutationResult.NumberTaken(new EventId("second")));
        assertThat(commitOne(publishNumbered("third", newChain("same_webhook", webhook))))
                .isEqualTo(new MutationResult.NumberTaken(new EventId("third")));

        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
        assertThat(store.findChain(id("others"))).isEmpty();
        assertThat(claimOne(webhook, 0).event()).isEqualTo(EventContent.of(event("event_of_c")));
    }

    @Test
    void accepts_no_event_with_the_number_of_one_that_started_no_chain() {
        NewEvent first = newEvent(event("first"));
        commit(new Mutation.Publish(List.of(first)));

        assertThat(commitOne(new Mutation.Publish(
                        List.of(newEvent(first.number(), event("second"), List.of(), 0, newChain("c", webhook))))))
                .isEqualTo(new MutationResult.NumberTaken(new EventId("second")));
    }

    @Test
    void accepts_an_event_with_another_number_after_one_that_was_taken() {
        start("c", webhook);
        commit(publishNumbered("second", newChain("taken", other)));

        assertThat(commitOne(publish(event("second"), newChain("free", other))))
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("second"), ids("free"), false))));

        assertThat(claimOne(other, 0).event()).isEqualTo(EventContent.of(event("second")));
    }

    @Test
    void accepts_none_of_the_events_of_a_change_if_the_number_of_one_is_taken() {
        start("c", webhook);
        NewEvent beside = newEvent(event("beside"), newChain("c2", webhook));
        NewEvent taken = numbered("taken", newChain("others", other));

        assertThat(commitOne(new Mutation.Publish(List.of(beside, taken))))
                .isEqualTo(new MutationResult.NumberTaken(new EventId("taken")));

        assertThat(store.findChain(id("c2"))).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
        assertThat(commitOne(new Mutation.Publish(List.of(beside))))
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("beside"), ids("c2"), false))));
    }

    @Test
    void accepts_none_of_the_events_of_a_change_if_two_have_one_number() {
        NewEvent first = newEvent(event("first"), newChain("c1", webhook));
        NewEvent second = newEvent(first.number(), event("second"), List.of(), 0, newChain("c2", other));

        assertThat(commitOne(new Mutation.Publish(List.of(first, second))))
                .isEqualTo(new MutationResult.NumberTaken(new EventId("second")));

        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(0, 0, 0, 0, 0, 0));
    }

    @Test
    void carries_out_the_other_changes_of_a_commit_with_a_taken_number() {
        NewEvent first = newEvent(event("first"), newChain("c1", webhook));
        NewEvent second = newEvent(first.number(), event("second"), List.of(), 0, newChain("c2", other));

        List<MutationResult> outcomes = commit(
                new Mutation.Publish(List.of(first)),
                new Mutation.Publish(List.of(second)),
                publish(event("third"), newChain("c3", other)));

        assertThat(outcomes)
                .containsExactly(
                        new MutationResult.Published(
                                List.of(new PublishResult(new EventId("first"), ids("c1"), false))),
                        new MutationResult.NumberTaken(new EventId("second")),
                        new MutationResult.Published(
                                List.of(new PublishResult(new EventId("third"), ids("c3"), false))));
        assertThat(store.findChain(id("c2"))).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
    }

    @Test
    void returns_the_first_chains_of_an_event_that_is_repeated_with_another_number() {
        commit(publish(event("e"), newChain("c1", webhook), newChain("c2", other)));

        MutationResult again = commitOne(publish(event("e"), newChain("c3", webhook)));

        assertThat(again)
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("e"), ids("c1", "c2"), true))));
        assertThat(store.findChain(id("c3"))).isEmpty();
    }

    @Test
    void recognises_an_event_repeated_with_its_number_or_with_that_of_another() {
        start("c", webhook);
        start("d", other);

        assertThat(commitOne(publishNumbered("event_of_c", newChain("again", webhook))))
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("event_of_c"), ids("c"), true))));
        assertThat(commitOne(publishNumbered("event_of_d", newChain("d_again", other))))
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("event_of_d"), ids("d"), true))));
    }

    @Test
    void accepts_one_of_the_events_that_come_with_one_number_at_the_same_time() throws Exception {
        long number = id("any").number();

        var outcomes = Concurrently.run(thread -> store.commit(List.of(new Mutation.Publish(
                        List.of(newEvent(number, event("e" + thread), List.of(), 0, newChain("c" + thread, webhook))))))
                .get(0));

        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof MutationResult.Published)
                .hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof MutationResult.NumberTaken)
                .hasSize(outcomes.size() - 1);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
    }

    /** Returns what publishes an event with the number of chain c. */
    private Mutation publishNumbered(String event, NewChain chain) {
        return new Mutation.Publish(List.of(numbered(event, chain)));
    }

    private NewEvent numbered(String event, NewChain chain) {
        return newEvent(id("c").number(), event(event), List.of(), 0, chain);
    }
}
