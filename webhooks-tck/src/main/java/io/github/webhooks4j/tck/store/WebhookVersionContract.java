package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The versions of webhooks: what a node learns by them, and what is refused because of them. */
abstract class WebhookVersionContract extends StoreFixture {
    WebhookVersionContract(Opening opening) {
        super(opening);
    }

    @Test
    void lists_only_what_was_changed_since_a_change() {
        Webhook a = savedWebhook("a", 1);
        Webhook b = savedWebhook("b", 1);
        List<StoredWebhook> all = store.webhooks(0);

        assertThat(all).extracting(StoredWebhook::webhook).containsExactly(a, b);
        assertThat(store.webhooks(all.get(0).change())).containsExactly(all.get(1));
        assertThat(store.webhooks(all.get(1).change())).isEmpty();
    }

    @Test
    void returns_a_version_that_is_greater_than_all_before() {
        Webhook webhook = webhook("w", 1);
        long created = store.save(webhook, 0).orElseThrow();
        long changed = store.save(webhook, created).orElseThrow();

        assertThat(created).isPositive();
        assertThat(changed).isGreaterThan(created);
        assertThat(store.webhooks(0)).containsExactly(new StoredWebhook(webhook, changed));
    }

    @Test
    void counts_the_changes_of_all_webhooks_in_their_numbers() {
        savedWebhook("a", 1);
        savedWebhook("b", 1);

        assertThat(store.webhooks(0))
                .extracting(stored -> stored.change() / WebhookVersions.COUNT)
                .containsExactly(1L, 2L);
    }

    @Test
    void returns_what_was_changed_after_the_least_version_that_a_node_has_seen() {
        Webhook a = savedWebhook("a", 1);
        savedWebhook("b", 1);
        savedWebhook("c", 1);
        List<StoredWebhook> all = store.webhooks(0);
        long first = all.get(0).change();
        long last = all.get(2).change();

        assertThat(store.webhookChanges(List.of(last, first)))
                .isEqualTo(new WebhookChanges(false, all.subList(1, 3), last));
        assertThat(store.webhookChanges(List.of(last))).isEqualTo(new WebhookChanges(false, List.of(), last));
        assertThat(a.id()).isEqualTo(all.get(0).webhook().id());
    }

    @Test
    void returns_all_webhooks_to_a_node_that_has_seen_nothing() {
        assertThat(store.webhookChanges(List.of(0L))).isEqualTo(new WebhookChanges(true, List.of(), 0));
        savedWebhook("a", 1);

        List<StoredWebhook> all = store.webhooks(0);
        assertThat(store.webhookChanges(List.of(0L)))
                .isEqualTo(new WebhookChanges(true, all, all.get(0).change()));
    }

    @Test
    void returns_all_webhooks_to_a_node_that_has_seen_a_version_it_lacks() {
        savedWebhook("a", 1);
        Webhook b = savedWebhook("b", 1);
        saved(b.withStatus(WebhookStatus.DELETED, clock.instant()));
        List<StoredWebhook> all = store.webhooks(0);
        long first = all.get(0).change();
        long latest = all.get(1).change();

        for (long lost : List.of(sameCountAs(latest), sameCountAs(first), latest + WebhookVersions.COUNT)) {
            assertThat(store.webhookChanges(List.of(lost))).isEqualTo(new WebhookChanges(true, all, latest));
            assertThat(store.webhookChanges(List.of(latest, lost))).isEqualTo(new WebhookChanges(true, all, latest));
        }
    }

    @Test
    void remembers_the_changes_of_webhooks_over_a_restart() {
        savedWebhook("a", 1);
        long first = store.webhooks(0).get(0).change();
        savedWebhook("b", 1);

        restart();

        assertThat(store.webhookChanges(List.of(first)).complete()).isFalse();
    }

    @Test
    void remembers_the_change_that_disabled_a_webhook() {
        Webhook webhook = savedWebhook("w", 1);
        long created = store.webhooks(0).get(0).change();
        record(startAndClaim("c", webhook).key(), 1, gone());

        WebhookChanges changes = store.webhookChanges(List.of(created));

        assertThat(changes.webhooks())
                .extracting(stored -> stored.webhook().status())
                .containsExactly(WebhookStatus.DISABLED_GONE);
        assertThat(store.webhookChanges(List.of(changes.latest())))
                .isEqualTo(new WebhookChanges(false, List.of(), changes.latest()));
    }

    @Test
    void accepts_no_event_whose_chains_are_based_on_a_change_it_does_not_have() {
        Webhook webhook = savedWebhook("w", 1);
        long known = store.webhooks(0).get(0).change();
        Mutation outdated = publish("lost", List.of(known, sameCountAs(known)), newChain("lost", webhook));

        List<MutationResult> outcomes = commit(outdated, publish("kept", List.of(known), newChain("kept", webhook)));

        assertThat(outcomes.get(0)).isEqualTo(new MutationResult.WebhooksOutdated());
        assertThat(outcomes.get(1)).isInstanceOf(MutationResult.Published.class);
        assertThat(store.unfinishedChains(webhook.id(), 10)).isEqualTo(ids("kept"));
        assertThat(commitOne(publish("lost", List.of(known), newChain("again", webhook))))
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("lost"), ids("again"), false))));
    }

    @Test
    void reports_a_repeated_event_whatever_its_chains_are_based_on() {
        Webhook webhook = savedWebhook("w", 1);
        commit(publish(event("e"), newChain("first", webhook)));

        assertThat(commitOne(publish("e", List.of(99L), newChain("second", webhook))))
                .isEqualTo(
                        new MutationResult.Published(List.of(new PublishResult(new EventId("e"), ids("first"), true))));
    }

    @Test
    void starts_no_rerun_that_is_based_on_a_change_it_does_not_have() {
        Webhook webhook = savedWebhook("w", 1);
        long known = store.webhooks(0).get(0).change();
        start("c", webhook);
        cancel("c");

        assertThat(commitOne(new Mutation.Rerun(id("c"), newChain("r", webhook), List.of(sameCountAs(known)))))
                .isEqualTo(new MutationResult.WebhooksOutdated());
        assertThat(commitOne(new Mutation.Rerun(id("c"), newChain("r", webhook), List.of(known))))
                .isInstanceOf(MutationResult.Started.class);
    }

    @Test
    void saves_nothing_over_a_change_that_the_caller_does_not_know() {
        Webhook webhook = webhook("w", 1);
        long created = store.save(webhook, 0).orElseThrow();
        Webhook changed = webhook.withStatus(WebhookStatus.DISABLED, clock.instant());
        store.save(changed, created);

        assertThat(store.save(webhook.withSettings(webhook("other", 2).settings()), created))
                .isEmpty();
        assertThat(webhooks()).containsExactly(changed);
        assertThat(store.settings(webhook.id(), 2)).isEmpty();
    }

    @Test
    void saves_nothing_over_a_change_that_only_has_the_count_of_one_the_caller_knows() {
        Webhook webhook = webhook("w", 1);
        long created = store.save(webhook, 0).orElseThrow();

        assertThat(store.save(webhook.withStatus(WebhookStatus.DISABLED, clock.instant()), sameCountAs(created)))
                .isEmpty();
        assertThat(webhooks()).containsExactly(webhook);
    }

    /** Returns the number of a change that a lost history had in the place of this one. */
    private static long sameCountAs(long change) {
        return change ^ 1;
    }

    private Mutation publish(String event, List<Long> basedOn, NewChain... chains) {
        return new Mutation.Publish(List.of(newEvent(event(event), basedOn, 0, chains)));
    }
}
