package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.LatestChain;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: what can be asked of the past and the present. */
abstract class HistoryContract extends StoreFixture {

    private Webhook webhook;

    HistoryContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    @Test
    void has_no_story_of_a_chain_that_it_does_not_have() {
        assertThat(store.findChain(id("unknown"))).isEmpty();
    }

    @Test
    void returns_all_details_of_a_chain() {
        start("c", webhook);
        ClaimedDelivery first = claimOne(webhook, 0);
        record(first.key(), 1, retryIn(Duration.ofSeconds(5)));
        clock.advance(Duration.ofSeconds(5));
        deliver(webhook, 0);
        callBack("c", 0, Callback.success());
        deliver(webhook, 1);
        callBack("c", 1, Callback.failure());

        ChainDetails story = story("c");

        assertThat(story.chain().webhook()).isEqualTo(webhook.id());
        assertThat(story.chain().event().value()).isEqualTo("event_of_c");
        assertThat(story.attempts())
                .extracting(kept ->
                        kept.key().delivery().step() + "." + kept.attempt().number())
                .startsWith("0.1")
                .containsExactlyInAnyOrder("0.1", "0.2", "1.1");
        assertThat(story.callbacks())
                .extracting(kept -> kept.callback().state().code())
                .containsExactly("success", "failure");
    }

    @Test
    void lists_the_chains_of_a_webhook_page_by_page_the_latest_first() {
        Webhook other = savedWebhook("x", 1);
        start("c1", webhook);
        start("c2", webhook);
        start("c3", other);
        start("c4", webhook);

        List<ChainDetails> page = store.listChains(webhook.id(), null, 2);
        List<ChainDetails> rest = store.listChains(webhook.id(), id("c2"), 2);

        assertThat(page).containsExactly(story("c4"), story("c2"));
        assertThat(rest).containsExactly(story("c1"));
        assertThat(store.listChains(webhook.id(), id("c1"), 2)).isEmpty();
    }

    @Test
    void returns_the_latest_chains_of_several_webhooks() {
        Webhook other = savedWebhook("x", 1);
        Webhook without = savedWebhook("y", 1);
        start("c1", webhook);
        deliver(webhook, 0);
        start("c2", webhook);
        start("c3", webhook);
        cancel("c3");
        start("c4", other);
        record(claimOne(other, 0).key(), 1, gone());

        Map<WebhookId, List<LatestChain>> latest =
                store.latestChains(List.of(webhook.id(), other.id(), without.id()), 2);

        assertThat(latest).containsOnlyKeys(webhook.id(), other.id());
        assertThat(latest.get(webhook.id()))
                .extracting(LatestChain::state)
                .containsExactly(ChainState.Kind.CANCELLED, ChainState.Kind.DELIVERING);
        assertThat(latest.get(other.id()))
                .containsExactly(new LatestChain(story("c4").event().topic(), ChainState.Kind.INTERRUPTED));
        assertThat(store.latestChains(List.of(webhook.id()), 3).get(webhook.id()))
                .extracting(LatestChain::state)
                .containsExactly(
                        ChainState.Kind.CANCELLED, ChainState.Kind.DELIVERING, ChainState.Kind.AWAITING_CALLBACK);
        assertThat(store.latestChains(List.of(), 3)).isEmpty();
    }

    @Test
    void lists_each_chain_with_its_own_attempts_and_callbacks() {
        start("c1", webhook);
        ClaimedDelivery first = claimOne(webhook, 0);
        record(first.key(), 1, giveUp());
        start("c2", webhook);
        ClaimedDelivery second = claimOne(webhook, 0);
        callBack("c2", 0, Callback.failure());
        record(second.key(), 1, giveUp());

        List<ChainDetails> stories = store.listChains(webhook.id(), null, 10);

        assertThat(stories).containsExactly(story("c2"), story("c1"));
        assertThat(stories)
                .flatExtracting(ChainDetails::attempts)
                .extracting(StoredAttempt::key)
                .containsExactly(second.key(), first.key());
        assertThat(stories).extracting(story -> story.callbacks().size()).containsExactly(1, 0);
    }

    @Test
    void lists_the_unfinished_chains_of_a_webhook_up_to_the_limit() {
        Webhook other = savedWebhook("x", 2);
        start("waiting", webhook);
        deliver(webhook, 0);
        start("cancelled", webhook);
        cancel("cancelled");
        start("pending", webhook);
        start("of_another_webhook", other);

        assertThat(store.unfinishedChains(webhook.id(), 10))
                .containsExactlyInAnyOrderElementsOf(ids("pending", "waiting"));
        assertThat(store.unfinishedChains(webhook.id(), 1)).hasSize(1);
    }

    @Test
    void keeps_a_chain_in_every_state_over_a_restart() {
        start("interrupted_by_callback", webhook);
        deliver(webhook, 0);
        callBack("interrupted_by_callback", 0, Callback.error());
        start("given_up", webhook);
        record(claimOne(webhook, 0).key(), 1, giveUp());
        start("gone", webhook);
        record(claimOne(webhook, 0).key(), 1, gone());
        start("overdue", webhook);
        deliver(webhook, 0);
        clock.advance(CALLBACK_DEADLINE);
        apply("overdue", new ChainEvent.DeadlineCheck());
        start("complete", webhook);
        deliver(webhook, 0);
        callBack("complete", 0, Callback.success());
        callBack("complete", 1, Callback.success());
        start("cancelled", webhook);
        cancel("cancelled");
        start("awaiting", webhook);
        deliver(webhook, 0);
        start("at_second_step", webhook);
        callBack("at_second_step", 0, Callback.success());
        start("retrying", webhook);
        record(claimOne(webhook, 0).key(), 1, retryIn(Duration.ofDays(1)));
        start("delivering", webhook);
        var before = new LinkedHashMap<ChainId, ChainDetails>();
        store.listChains(webhook.id(), null, 100)
                .forEach(story -> before.put(story.chain().chain().id(), story));
        ChainCounts ledger = store.chainCounts();

        restart();

        assertThat(before).hasSize(10);
        assertThat(store.listChains(webhook.id(), null, 100)).containsExactlyElementsOf(before.values());
        assertThat(store.chainCounts()).isEqualTo(ledger).isEqualTo(new ChainCounts(10, 1, 1, 3, 4, 1));
    }

    @Test
    void counts_nothing_before_the_first_event() {
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(0, 0, 0, 0, 0, 0));
    }

    @Test
    void shows_the_event_of_a_chain_and_whether_it_is_a_test() {
        Webhook webhook = savedWebhook("w", 1);
        commit(publish(event("e").asTest(TestScope.WHOLE_CHAIN), newChain("c1", webhook)));
        commit(new Mutation.Apply(id("c1"), new ChainEvent.Cancel()));
        commit(new Mutation.Rerun(id("c1"), newChain("c2", webhook)));
        restart();

        var event = new StoredEvent(new EventId("e"), new Topic("acme/app"), Event.PUSH, TestScope.WHOLE_CHAIN);
        assertThat(store.listChains(webhook.id(), null, 9))
                .extracting(ChainDetails::event)
                .containsExactly(event, event);
    }
}
