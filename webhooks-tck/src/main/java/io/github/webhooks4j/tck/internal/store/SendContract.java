package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.EventSummary;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the store contract: events that are sent to a webhook later, and which ones it missed. */
public abstract class SendContract extends StoreFixture {
    private static final EventId EVENT = new EventId("event");

    private Webhook first;
    private Webhook second;

    protected SendContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void accept_an_event_with_a_chain_for_one_of_two_webhooks() {
        first = savedWebhook("w", 1);
        second = savedWebhook("x", 1);
        commit(publish(event("event"), newChain("c", first)));
        clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void starts_a_chain_for_an_accepted_event() {
        MutationResult result = commitOne(new Mutation.Send(EVENT, newChain("sent", second)));

        StoredChain started = ((MutationResult.Started) result).chain();
        assertThat(started).isEqualTo(story("sent").chain());
        assertThat(started.webhook()).isEqualTo(second.id());
        assertThat(started.event()).isEqualTo(EVENT);
        assertThat(started.startedAt()).isEqualTo(clock.instant());
        assertThat(store.chainCounts().accepted()).isEqualTo(2);
        assertThat(claimOne(second, 0).event().body()).isEqualTo(event("event").body());
    }

    @Test
    void starts_no_chain_if_the_event_has_one_from_its_acceptance() {
        assertThat(commitOne(new Mutation.Send(EVENT, newChain("sent", first))))
                .isEqualTo(new MutationResult.HasChain(id("c")));
        assertThat(store.findChain(id("sent"))).isEmpty();
    }

    @Test
    void starts_no_chain_if_one_is_listed_and_not_created_yet() {
        commit(new Mutation.Publish(
                List.of(newEvent(event("large"), List.of(), 1, newChain("l1", first), newChain("l2", second)))));

        assertThat(commitOne(new Mutation.Send(new EventId("large"), newChain("sent", second))))
                .isEqualTo(new MutationResult.HasChain(id("l2")));
    }

    @Test
    void sends_an_event_once_however_often_it_is_committed() {
        List<MutationResult> results = commit(
                new Mutation.Send(EVENT, newChain("sent", second)),
                new Mutation.Send(EVENT, newChain("again", second)));

        assertThat(results.get(0)).isInstanceOf(MutationResult.Started.class);
        assertThat(results.get(1)).isEqualTo(new MutationResult.HasChain(id("sent")));
        assertThat(commitOne(new Mutation.Send(EVENT, newChain("once_more", second))))
                .isEqualTo(new MutationResult.HasChain(id("sent")));
    }

    @Test
    void sends_nothing_under_the_number_of_a_chain_of_another_event() {
        start("other", second);

        assertThat(commitOne(new Mutation.Send(EVENT, newChain("other", second))))
                .isEqualTo(new MutationResult.NumberTaken(EVENT));
        assertThat(story("other").event().id()).isEqualTo(new EventId("event_of_other"));
        assertThat(store.chainCounts().accepted()).isEqualTo(2);
    }

    @Test
    void sends_nothing_of_an_event_that_it_does_not_have() {
        assertThat(commitOne(new Mutation.Send(new EventId("unknown"), newChain("sent", second))))
                .isEqualTo(new MutationResult.NotFound());
    }

    @Test
    void sends_nothing_by_a_version_of_a_webhook_that_it_lacks() {
        assertThat(commitOne(new Mutation.Send(EVENT, newChain("sent", second), List.of(Long.MAX_VALUE))))
                .isEqualTo(new MutationResult.WebhooksOutdated());
    }

    @Test
    void keeps_an_event_as_long_as_a_chain_that_was_started_later_needs_it() {
        commit(new Mutation.Send(EVENT, newChain("sent", second)));
        deliver(first, 0);
        clock.advance(Duration.ofSeconds(1));
        store.prune(Duration.ZERO, 100);
        assertThat(store.findChain(id("c"))).isEmpty();
        assertThat(store.findEvent(EVENT)).isPresent();

        deliver(second, 0);
        clock.advance(Duration.ofSeconds(1));
        store.prune(Duration.ZERO, 100);

        assertThat(store.findEvent(EVENT)).isEmpty();
    }

    @Test
    void lists_events_of_a_range_with_whether_a_webhook_has_a_chain() {
        commit(publish(event("other")));
        commit(publish(Event.builder("push")
                .topic("acme/app")
                .id("untagged")
                .tag(null)
                .occurredAt(clock.instant())
                .body("{}")
                .build()));
        commit(new Mutation.Send(EVENT, newChain("sent", second)));
        List<EventSummary> all = store.eventsOf(second.id(), 0, Long.MAX_VALUE, 10);

        assertThat(all)
                .extracting(summary -> summary.event().id().value(), EventSummary::tag, EventSummary::hasChain)
                .containsExactly(
                        tuple("event", "v1", true), tuple("other", "v1", false), tuple("untagged", null, false));
        assertThat(store.eventsOf(first.id(), 0, Long.MAX_VALUE, 10))
                .extracting(EventSummary::hasChain)
                .containsExactly(true, false, false);
        assertThat(store.eventsOf(second.id(), all.get(0).number(), all.get(2).number(), 10))
                .containsExactly(all.get(1));
        assertThat(store.eventsOf(second.id(), 0, Long.MAX_VALUE, 1)).containsExactly(all.get(0));
        assertThat(all.get(1).acceptedAt()).isEqualTo(clock.instant());
    }

    @Test
    void cancels_what_was_sent_as_any_other_chain() {
        commit(new Mutation.Send(EVENT, newChain("sent", second)));

        cancel("sent");

        assertThat(state("sent")).isEqualTo(new ChainState.Cancelled(0));
    }
}
