package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: accepting events, once per id, and starting chains. */
abstract class EventContract extends StoreFixture {

    private Webhook webhook;

    EventContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    @Test
    void starts_the_chains_of_an_event() {
        Webhook other = savedWebhook("x", 1);

        MutationResult outcome = commitOne(publish(event("e"), newChain("c1", webhook), newChain("c2", other)));

        NewChain first = newChain("c1", webhook);
        NewChain second = newChain("c2", other);

        assertThat(outcome).isEqualTo(published(new PublishResult(new EventId("e"), ids("c1", "c2"), false)));
        assertThat(story("c1")).isEqualTo(untold(StoreRules.start(first, new EventId("e"), null, clock.instant())));
        assertThat(story("c2")).isEqualTo(untold(StoreRules.start(second, new EventId("e"), null, clock.instant())));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
    }

    @Test
    void accepts_an_event_that_no_webhook_is_for() {
        assertThat(commitOne(publish(event("e"))))
                .isEqualTo(published(new PublishResult(new EventId("e"), List.of(), false)));
        assertThat(commitOne(publish(event("e"))))
                .isEqualTo(published(new PublishResult(new EventId("e"), List.of(), true)));
    }

    @Test
    void accepts_several_events_at_once_and_returns_results_in_their_order() {
        MutationResult outcome = commitOne(new Mutation.Publish(
                List.of(newEvent(event("z"), newChain("c2", webhook)), newEvent(event("a"), newChain("c1", webhook)))));

        assertThat(outcome)
                .isEqualTo(published(
                        new PublishResult(new EventId("z"), ids("c2"), false),
                        new PublishResult(new EventId("a"), ids("c1"), false)));
    }

    @Test
    void starts_a_chain_claimed_for_the_publishing_node_if_asked() {
        Webhook other = savedWebhook("x", 1);

        commit(publish(event("e"), newClaimedChain("c1", webhook), newChain("c2", other)));

        assertThat(story("c1").chain().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
        assertThat(claim(webhook, 0, 9).deliveries()).isEmpty();
        assertThat(claimOne(other, 0).key().delivery().chain()).isEqualTo(id("c2"));
    }

    @Test
    void starts_nothing_for_an_event_that_it_has_already() {
        commit(publish(event("e"), newChain("c1", webhook), newChain("c2", savedWebhook("x", 1))));

        MutationResult again = commitOne(publish(event("e"), newChain("c3", webhook)));

        assertThat(again).isEqualTo(published(new PublishResult(new EventId("e"), ids("c1", "c2"), true)));
        assertThat(store.findChain(id("c3"))).isEmpty();
        assertThat(store.chainCounts().accepted()).isEqualTo(2);
    }

    @Test
    void knows_an_event_again_after_a_restart() {
        commit(publish(event("e"), newChain("c1", webhook)));
        restart();

        assertThat(commitOne(publish(event("e"), newChain("c2", webhook))))
                .isEqualTo(published(new PublishResult(new EventId("e"), ids("c1"), true)));
    }

    @Test
    void knows_an_event_by_topic_type_and_body_whatever_its_time_and_tag() {
        Event event = event("e");
        commit(publish(event, newChain("c1", webhook)));
        Event retold = new Event(
                event.id(), event.topic(), null, event.type(), clock.instant().plusSeconds(9), event.body());

        assertThat(commitOne(publish(retold)))
                .isEqualTo(published(new PublishResult(new EventId("e"), ids("c1"), true)));
    }

    @Test
    void refuses_another_body_under_the_same_event_id() {
        commit(publish(event("e")));

        refuses(event("e", "{\"event\":\"another\"}"));
    }

    @Test
    void refuses_another_topic_under_the_same_event_id() {
        Event event = event("e");
        commit(publish(event));

        refuses(new Event(
                event.id(), new Topic("acme/other"), event.tag(), event.type(), event.occurredAt(), event.body()));
    }

    @Test
    void refuses_another_type_under_the_same_event_id() {
        Event event = event("e");
        commit(publish(event));

        refuses(new Event(event.id(), event.topic(), event.tag(), "deleted", event.occurredAt(), event.body()));
    }

    private void refuses(Event other) {
        assertThat(commitOne(publish(other, newChain("c", webhook))))
                .isEqualTo(new MutationResult.EventConflict(other.id()));
        assertThat(store.findChain(id("c"))).isEmpty();
        assertThat(store.chainCounts().accepted()).isZero();
    }

    @Test
    void accepts_none_of_the_events_of_a_change_if_one_conflicts() {
        commit(publish(event("known")));

        MutationResult outcome = commitOne(new Mutation.Publish(List.of(
                newEvent(event("new"), newChain("c1", webhook)),
                newEvent(event("known", "{}"), newChain("c2", webhook)))));

        assertThat(outcome).isEqualTo(new MutationResult.EventConflict(new EventId("known")));
        assertThat(store.findChain(id("c1"))).isEmpty();
        assertThat(commitOne(publish(event("new"))))
                .isEqualTo(published(new PublishResult(new EventId("new"), List.of(), false)));
    }

    @Test
    void carries_out_the_other_changes_of_a_commit_with_a_conflict() {
        commit(publish(event("known")));

        List<MutationResult> outcomes = commit(
                publish(event("before"), newChain("c1", webhook)),
                publish(event("known", "{}"), newChain("c2", webhook)),
                publish(event("after"), newChain("c3", webhook)));

        assertThat(outcomes)
                .containsExactly(
                        published(new PublishResult(new EventId("before"), ids("c1"), false)),
                        new MutationResult.EventConflict(new EventId("known")),
                        published(new PublishResult(new EventId("after"), ids("c3"), false)));
        assertThat(store.unfinishedChains(webhook.id(), 10)).containsExactlyInAnyOrderElementsOf(ids("c1", "c3"));
    }

    @Test
    void accepts_an_event_once_that_comes_twice_in_one_commit() {
        List<MutationResult> outcomes = commit(
                publish(event("e"), newChain("c1", webhook)),
                publish(event("e"), newChain("c2", webhook)),
                publish(event("e", "{}"), newChain("c3", webhook)));

        assertThat(outcomes)
                .containsExactly(
                        published(new PublishResult(new EventId("e"), ids("c1"), false)),
                        published(new PublishResult(new EventId("e"), ids("c1"), true)),
                        new MutationResult.EventConflict(new EventId("e")));
        assertThat(store.chainCounts().accepted()).isEqualTo(1);
    }

    @Test
    void accepts_an_event_once_that_many_publish_at_the_same_time() throws Exception {
        var outcomes =
                Concurrently.run(number -> store.commit(List.of(publish(event("e"), newChain("c" + number, webhook))))
                        .get(0));

        assertThat(outcomes)
                .extracting(outcome ->
                        ((MutationResult.Published) outcome).publications().get(0))
                .filteredOn(publication -> !publication.duplicate())
                .hasSize(1);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
    }

    @Test
    void runs_the_event_of_a_chain_again_as_another_chain() {
        start("c1", webhook);
        cancel("c1");
        clock.advance(Duration.ofMinutes(1));
        NewChain again = newClaimedChain("c2", webhook);

        MutationResult outcome = commitOne(new Mutation.Rerun(id("c1"), again));

        StoredChain record = StoreRules.start(again, new EventId("event_of_c1"), null, clock.instant());
        assertThat(outcome).isEqualTo(new MutationResult.Started(record));
        assertThat(story("c2")).isEqualTo(untold(record));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
    }

    @Test
    void runs_a_chain_again_once_whose_rerun_is_repeated() {
        start("c1", webhook);
        cancel("c1");
        var rerun = new Mutation.Rerun(id("c1"), newChain("c2", webhook));
        MutationResult first = commitOne(rerun);
        clock.advance(Duration.ofSeconds(1));

        assertThat(commitOne(rerun)).isEqualTo(first).isInstanceOf(MutationResult.Started.class);
        assertThat(commit(rerun, rerun)).containsExactly(first, first);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
    }

    @Test
    void runs_a_chain_again_once_that_many_run_again_at_the_same_time() throws Exception {
        start("c1", webhook);
        cancel("c1");
        var rerun = new Mutation.Rerun(id("c1"), newChain("c2", webhook));

        var outcomes = Concurrently.run(number -> store.commit(List.of(rerun)).get(0));

        assertThat(outcomes).containsOnly(new MutationResult.Started(story("c2").chain()));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
    }

    @Test
    void runs_no_chain_again_under_the_number_of_one_of_another_event() {
        start("c1", webhook);
        cancel("c1");
        start("c2", webhook);
        StoredChain other = story("c2").chain();

        assertThat(commitOne(new Mutation.Rerun(id("c1"), newChain("c2", webhook))))
                .isEqualTo(new MutationResult.NumberTaken(new EventId("event_of_c1")));
        assertThat(story("c2").chain()).isEqualTo(other);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
    }

    @Test
    void counts_no_rerun_among_the_chains_that_an_event_started() {
        commit(publish(event("e"), newChain("c1", webhook)));
        cancel("c1");
        commit(new Mutation.Rerun(id("c1"), newChain("c2", webhook)));

        assertThat(commitOne(publish(event("e"))))
                .isEqualTo(published(new PublishResult(new EventId("e"), ids("c1"), true)));
    }

    @Test
    void runs_no_chain_again_that_is_not_finished() {
        start("c1", webhook);

        MutationResult outcome = commitOne(new Mutation.Rerun(id("c1"), newChain("c2", webhook)));

        assertThat(outcome).isEqualTo(new MutationResult.Unfinished(story("c1").chain()));
        assertThat(store.findChain(id("c2"))).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
    }

    @Test
    void runs_no_chain_again_that_the_same_commit_has_resumed() {
        start("c1", webhook);
        ClaimedDelivery delivery = claimOne(webhook, 0);
        record(delivery.key(), 1, giveUp());

        List<MutationResult> outcomes = commit(
                new Mutation.Apply(id("c1"), new ChainEvent.Resume()),
                new Mutation.Rerun(id("c1"), newChain("c2", webhook)));

        assertThat(outcomes.get(1))
                .isEqualTo(new MutationResult.Unfinished(story("c1").chain()));
    }

    @Test
    void runs_a_chain_again_that_counts_as_cancelled() {
        start("c1", webhook);
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));

        MutationResult outcome = commitOne(new Mutation.Rerun(id("c1"), newChain("c2", webhook)));

        assertThat(outcome).isInstanceOf(MutationResult.Started.class);
    }

    @Test
    void takes_an_attempt_of_a_chain_that_the_same_commit_starts() {
        NewChain chain = newClaimedChain("c", webhook);
        var key = new ClaimToken(new DeliveryId(chain.id(), 0), 0, 1);

        commit(publish(event("e"), chain), attempt(key, 1, new AttemptOutcome.Delivered()));

        assertThat(state("c").code()).isEqualTo("awaiting_callback");
        assertThat(story("c").attempts()).hasSize(1);
    }

    @Test
    void finds_no_chain_to_run_again_that_it_does_not_have() {
        assertThat(commitOne(new Mutation.Rerun(id("unknown"), newChain("c", webhook))))
                .isEqualTo(new MutationResult.NotFound());
        assertThat(store.findChain(id("c"))).isEmpty();
    }

    @Test
    void keeps_nothing_of_a_commit_that_fails() {
        start("finished", webhook);
        cancel("finished");
        start("c1", webhook);
        NewChain again = newChain("again", webhook);
        NewEvent asAgain = newEvent(again.id().number(), event("second"), List.of(), 0, newChain("c3", webhook));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> commit(
                        publish(event("first"), newChain("c2", webhook)),
                        new Mutation.Rerun(id("finished"), again),
                        new Mutation.Publish(List.of(asAgain))))
                .extracting(StoreException::reason)
                .isEqualTo(StoreException.Reason.FAILED);

        assertThat(store.unfinishedChains(webhook.id(), 10)).containsExactlyElementsOf(ids("c1"));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
        assertThat(commitOne(publish(event("first"), newChain("c2", webhook))))
                .isEqualTo(published(new PublishResult(new EventId("first"), ids("c2"), false)));
    }

    @Test
    void takes_a_commit_without_mutations() {
        assertThat(commit()).isEmpty();
    }

    @Test
    void returns_the_body_byte_for_byte() {
        byte[] json = " {\"name\" : \"Bücher – 構築 \\u00e9\", \"size\":1.50}\n".getBytes(StandardCharsets.UTF_8);
        Event event = event("e", new String(json, StandardCharsets.UTF_8));
        commit(publish(event, newChain("c", webhook)));
        restart();

        EventBody body = claimOne(webhook, 0).event().body();

        assertThat(body.toJson()).isEqualTo(json);
    }

    @Test
    void cuts_the_time_of_a_commit_to_the_millisecond() {
        clock.set(Instant.parse("2026-01-01T00:00:00.123999999Z"));

        start("c", webhook);

        Instant cut = Instant.parse("2026-01-01T00:00:00.123Z");
        assertThat(story("c").chain().startedAt()).isEqualTo(cut);
        assertThat(story("c").chain().due()).isEqualTo(free(cut, 1, 0));
    }

    private static MutationResult published(PublishResult... publications) {
        return new MutationResult.Published(List.of(publications));
    }

    private static ChainDetails untold(StoredChain chain) {
        var event = new StoredEvent(chain.event(), new Topic("acme/app"), Event.PUSH, null);
        return new ChainDetails(chain, event, List.of(), List.of(), List.of());
    }
}
