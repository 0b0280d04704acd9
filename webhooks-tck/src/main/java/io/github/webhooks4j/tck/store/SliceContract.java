package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: events that are accepted with a list of chains, which are created slice by slice. */
abstract class SliceContract extends StoreFixture {
    private Webhook webhook;
    private List<Webhook> webhooks;

    SliceContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhooks() {
        webhook = savedWebhook("w", 2);
        webhooks = List.of(webhook, savedWebhook("x", 2), savedWebhook("y", 2));
    }

    @Test
    void lists_the_chains_of_an_event_and_creates_none_yet() {
        MutationResult outcome = commitOne(list("e", 2, "c1", "c2", "c3"));

        assertThat(outcome)
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("e"), ids("c1", "c2", "c3"), false))));
        assertThat(store.slices(null, 9)).containsExactly(slice("e", 0, "c1", "c2"));
        assertThat(store.pendingSlices()).isEqualTo(2);
        assertThat(store.findChain(id("c1"))).isEmpty();
        assertThat(store.lanes()).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(0, 0, 0, 0, 0, 0));
    }

    @Test
    void lists_nothing_for_an_event_that_no_webhook_is_for() {
        commit(new Mutation.Publish(List.of(newEvent(event("e"), List.of(), 2))));

        assertThat(store.slices(null, 9)).isEmpty();
        assertThat(store.pendingSlices()).isZero();
    }

    @Test
    void creates_the_chains_of_a_slice_and_forgets_the_slice() {
        commit(list("e", 2, "c1", "c2", "c3"));
        clock.advance(Duration.ofMinutes(1));

        MutationResult outcome = commitOne(new Mutation.CreateChains(slice("e", 0, "c1", "c2")));

        assertThat(outcome).isEqualTo(new MutationResult.Created(Set.of()));
        assertThat(story("c1").chain())
                .isEqualTo(StoreRules.start(newChain("c1", webhook), new EventId("e"), null, clock.instant()));
        assertThat(state("c2")).isEqualTo(new ChainState.Delivering(0));
        assertThat(store.slices(null, 9)).containsExactly(slice("e", 1, "c3"));
        assertThat(store.pendingSlices()).isEqualTo(1);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
        assertThat(claimOne(webhook, 0).event()).isEqualTo(EventContent.of(event("e")));
        assertThat(claimOne(webhookOf("c2"), 0).event()).isEqualTo(EventContent.of(event("e")));
    }

    @Test
    void creates_the_chains_of_a_slice_once() {
        commit(list("e", 2, "c1", "c2"));
        commit(new Mutation.CreateChains(slice("e", 0, "c1", "c2")));

        assertThat(commitOne(new Mutation.CreateChains(slice("e", 0, "c1", "c2"))))
                .isEqualTo(new MutationResult.NotFound());
        assertThat(store.chainCounts().accepted()).isEqualTo(2);
    }

    @Test
    void creates_the_chains_of_a_slice_once_though_many_do_so_at_the_same_time() throws Exception {
        commit(list("e", 2, "c1", "c2"));

        var outcomes =
                Concurrently.run(number -> store.commit(List.of(new Mutation.CreateChains(slice("e", 0, "c1", "c2"))))
                        .get(0));

        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof MutationResult.Created)
                .hasSize(1);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
    }

    @Test
    void creates_no_chain_of_an_event_that_it_does_not_have() {
        assertThat(commitOne(new Mutation.CreateChains(slice("unknown", 0, "c1"))))
                .isEqualTo(new MutationResult.NotFound());
        assertThat(store.findChain(id("c1"))).isEmpty();
    }

    @Test
    void creates_a_chain_claimed_if_asked() {
        commit(list("e", 2, "c1"));

        commit(new Mutation.CreateChains(slice(event("e"), 0, List.of(newClaimedChain("c1", webhook)))));

        assertThat(story("c1").chain().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
    }

    @Test
    void creates_the_chain_of_a_deleted_webhook_as_cancelled() {
        commit(list("e", 2, "c1", "c2"));
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));
        ChainSlice slice = store.slices(null, 9).get(0);

        MutationResult outcome = commitOne(new Mutation.CreateChains(slice));

        assertThat(outcome).isEqualTo(new MutationResult.Created(Set.of(id("c1"))));
        assertThat(state("c1")).isEqualTo(new ChainState.Cancelled(0));
        assertThat(story("c1").chain().finishedAt()).isEqualTo(clock.instant());
        assertThat(state("c2")).isEqualTo(new ChainState.Delivering(0));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
    }

    @Test
    void creates_a_chain_of_a_disabled_webhook_which_goes_on_when_it_is_enabled() {
        commit(list("e", 2, "c1"));
        saved(webhook.withStatus(WebhookStatus.DISABLED, clock.instant()));

        commit(new Mutation.CreateChains(slice("e", 0, "c1")));

        assertThat(state("c1")).isEqualTo(new ChainState.Delivering(0));
    }

    @Test
    void keeps_slices_over_a_restart() {
        commit(list("e", 2, "c1", "c2", "c3"));

        restart();

        assertThat(store.slices(null, 9)).containsExactly(slice("e", 0, "c1", "c2"));
        commit(new Mutation.CreateChains(slice("e", 0, "c1", "c2")));
        restart();
        assertThat(store.slices(null, 9)).containsExactly(slice("e", 1, "c3"));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
    }

    @Test
    void lists_nothing_anew_when_the_same_event_is_accepted_again() {
        commit(list("e", 2, "c1"));

        assertThat(commitOne(list("e", 2, "c2")))
                .isEqualTo(new MutationResult.Published(List.of(new PublishResult(new EventId("e"), ids("c1"), true))));
        assertThat(store.pendingSlices()).isEqualTo(1);
    }

    @Test
    void lists_nothing_when_an_event_conflicts() {
        commit(publish(event("known")));

        commitOne(new Mutation.Publish(List.of(
                newEvent(event("e"), List.of(), 2, newChain("c1", webhook)),
                newEvent(event("known", "{}"), List.of(), 2, newChain("c2", webhook)))));

        assertThat(store.pendingSlices()).isZero();
    }

    @Test
    void returns_the_first_slice_of_each_event_up_to_a_number_of_chains() {
        commit(list("z", 2, "c1", "c2", "c3"));
        commit(list("b", 1, "c4"));
        commit(list("a", 1, "c5", "c6"));

        assertThat(store.slices(null, 3)).containsExactly(slice("z", 0, "c1", "c2"), slice("b", 0, "c4"));
        assertThat(store.slices(null, 1)).containsExactly(slice("z", 0, "c1", "c2"));
        assertThat(store.slices(new EventId("z"), 9)).containsExactly(slice("b", 0, "c4"), slice("a", 0, "c5"));
        assertThat(store.slices(new EventId("a"), 9)).isEmpty();
        assertThat(store.slices(new EventId("unknown"), 1)).containsExactly(slice("z", 0, "c1", "c2"));
    }

    @Test
    void gives_out_everything_that_a_chain_needs() {
        NewChain chain = newChain("c1", webhook);
        commit(new Mutation.Publish(List.of(newEvent(event("e"), List.of(), 2, chain))));

        assertThat(store.slices(null, 9)).containsExactly(slice(event("e"), 0, List.of(chain)));
    }

    @Test
    void keeps_what_chains_need_that_are_still_to_be_created() {
        commit(list("e", 1, "c2", "c1"));
        commit(new Mutation.CreateChains(slice("e", 0, "c2")));
        cancel("c2");
        saved(new Webhook(
                webhook.id(), 2, webhook("w", 1).settings(), webhook.secrets(), webhook.status(), webhook.createdAt()));
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));
        for (int day = 0; day < 5; day++) {
            clock.advance(Duration.ofDays(1));
            store.prune(Duration.ofDays(1), 100);
        }

        assertThat(store.settings(webhook.id(), 1)).contains(webhook.settings());
        assertThat(webhooks()).hasSize(3);
        assertThat(commitOne(new Mutation.CreateChains(slice("e", 1, "c1"))))
                .isEqualTo(new MutationResult.Created(Set.of(id("c1"))));
        assertThat(story("c1").chain().event()).isEqualTo(new EventId("e"));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 0, 0, 2));
    }

    private Mutation list(String event, int slice, String... chains) {
        return list(event(event), slice, chains);
    }

    private Mutation list(Event event, int slice, String... chains) {
        return new Mutation.Publish(
                List.of(newEvent(event, List.of(), slice, newChains(chains).toArray(NewChain[]::new))));
    }

    private ChainSlice slice(String event, int number, String... chains) {
        return slice(event(event), number, newChains(chains).toList());
    }

    private Stream<NewChain> newChains(String... names) {
        return Stream.of(names).map(name -> newChain(name, webhookOf(name)));
    }

    /** Returns the webhook of a chain by its number: an event starts one chain of each. */
    private Webhook webhookOf(String chain) {
        return webhooks.get((chain.charAt(1) - '1') % webhooks.size());
    }

    private static ChainSlice slice(Event event, int number, List<NewChain> chains) {
        return new ChainSlice(event.id(), event.topic(), event.type(), number, chains);
    }
}
