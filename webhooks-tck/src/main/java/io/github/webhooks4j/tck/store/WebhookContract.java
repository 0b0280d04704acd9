package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.handshake.DeliveryPermission;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: configuration. */
abstract class WebhookContract extends StoreFixture {
    WebhookContract(Opening opening) {
        super(opening);
    }

    @Test
    void starts_without_anything() {
        assertThat(webhooks()).isEmpty();
        assertThat(store.lanes()).isEmpty();
        assertThat(store.nextDeadline()).isEmpty();
        assertThat(store.chainsPastDeadline(10)).isEmpty();
    }

    @Test
    void returns_a_webhook_with_all_its_settings_as_it_was_saved() {
        Webhook webhook = saved(webhookWithEverything());

        assertThat(webhooks()).containsExactly(webhook);
        assertThat(store.settings(webhook.id(), 3)).contains(webhook.settings());
    }

    @Test
    void keeps_a_webhook_with_all_its_settings_over_a_restart() {
        Webhook webhook = saved(webhookWithEverything());

        restart();

        assertThat(webhooks()).containsExactly(webhook);
        assertThat(store.settings(webhook.id(), 3)).contains(webhook.settings());
    }

    @Test
    void lists_webhooks_in_the_order_of_their_latest_changes() {
        Webhook a = savedWebhook("a", 1);
        Webhook b = savedWebhook("b", 1);
        Webhook c = savedWebhook("c", 1);

        Webhook changed = saved(a.withStatus(WebhookStatus.DISABLED, clock.instant()));

        assertThat(webhooks()).containsExactly(b, c, changed);
    }

    @Test
    void returns_one_webhook_as_it_is_also_when_it_is_deleted() {
        savedWebhook("other", 2);
        Webhook webhook = saved(webhookWithEverything());
        StoredWebhook stored = store.webhooks(0).get(1);

        assertThat(store.webhook(webhook.id())).contains(stored);
        assertThat(store.webhook(new WebhookId("unknown"))).isEmpty();
        Webhook deleted = saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));
        assertThat(store.webhook(webhook.id()).map(StoredWebhook::webhook)).contains(deleted);
    }

    @Test
    void starts_the_other_chains_of_an_event_beside_one_of_an_unknown_webhook() {
        Webhook webhook = savedWebhook("w", 1);

        commit(publish(event("e"), newChain("lost", webhook("unknown", 1)), newChain("c", webhook)));

        assertThat(claimOne(webhook, 0).key().delivery().chain()).isEqualTo(id("c"));
    }

    @Test
    void cancels_what_remains_of_the_chain_of_an_unknown_webhook_with_an_attempt() {
        Webhook unknown = webhook("unknown", 2);
        Webhook webhook = savedWebhook("w", 1);
        for (AttemptOutcome verdict : List.of(new AttemptOutcome.Delivered(), retryIn(Duration.ofMinutes(1)))) {
            String chain = "lost_" + verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            ClaimedDelivery lost = startAndClaim(chain, unknown);
            ClaimedDelivery delivery = startAndClaim("beside_" + chain, webhook);

            List<MutationResult> outcomes =
                    commit(attempt(lost.key(), 1, verdict), attempt(delivery.key(), 1, new AttemptOutcome.Delivered()));

            assertThat(outcomes).allMatch(outcome -> outcome instanceof MutationResult.Applied);
            assertThat(state(chain)).isEqualTo(new ChainState.Cancelled(0));
            assertThat(story(chain).attempts()).hasSize(1);
            assertThat(state("beside_" + chain)).isEqualTo(new ChainState.Complete(0));
        }
        assertThat(store.lanes()).isEmpty();
    }

    @Test
    void completes_the_chain_of_an_unknown_webhook_with_its_last_delivery() {
        ClaimedDelivery delivery = startAndClaim("c", webhook("unknown", 1));

        Mutation attempt = attempt(delivery.key(), 1, new AttemptOutcome.Delivered());
        commit(attempt);
        commit(attempt);

        assertThat(state("c")).isEqualTo(new ChainState.Complete(0));
        assertThat(story("c").attempts()).hasSize(1);
    }

    @Test
    void creates_no_webhook_twice_and_changes_none_that_is_not_there() {
        Webhook webhook = savedWebhook("w", 1);

        assertThat(store.save(webhook, 0)).isEmpty();
        assertThat(store.save(webhook("unknown", 1), 7)).isEmpty();
        assertThat(webhooks()).containsExactly(webhook);
    }

    @Test
    void lets_one_of_many_change_a_webhook_who_try_at_the_same_time() throws Exception {
        Webhook webhook = webhook("w", 1);
        long created = store.save(webhook, 0).orElseThrow();

        List<OptionalLong> saved = Concurrently.run(number -> store.save(webhook, created));

        assertThat(saved).filteredOn(OptionalLong::isPresent).hasSize(1);
    }

    @Test
    void returns_secret_keys_as_they_were_saved() {
        Webhook webhook = savedWebhook("w", 1);
        WebhookSecret pair = WebhookSecret.generate(SignatureScheme.V1A, new SplittableRandom(1));

        Webhook changed =
                saved(webhook.withSecrets(List.of(new SigningSecret(SECRET, null), new SigningSecret(pair, null))));

        assertThat(webhooks()).containsExactly(changed);
        assertThat(webhooks().iterator().next().publicKey()).isEqualTo(pair.publicKey());
    }

    @Test
    void replaces_secrets_and_status_when_a_webhook_is_saved_again() {
        Webhook webhook = savedWebhook("w", 1);
        var rotated = List.of(
                new SigningSecret(otherSecret(), null),
                new SigningSecret(SECRET, clock.instant().plus(Duration.ofHours(24))));

        Webhook changed = saved(webhook.withSecrets(rotated).withStatus(WebhookStatus.DISABLED, clock.instant()));

        assertThat(webhooks()).containsExactly(changed);
    }

    @Test
    void keeps_the_settings_of_every_revision_that_a_chain_needs() {
        Webhook first = savedWebhook("w", 1);
        start("chain", first);
        Webhook second = saved(first.withSettings(webhook("other", 2).settings()));

        assertThat(webhooks()).containsExactly(second);
        assertThat(store.settings(first.id(), 1)).contains(first.settings());
        assertThat(store.settings(first.id(), 2)).contains(second.settings());
    }

    @Test
    void never_changes_the_settings_of_a_revision() {
        Webhook webhook = savedWebhook("w", 1);
        Webhook forged = new Webhook(
                webhook.id(),
                1,
                webhook("other", 2).settings(),
                webhook.secrets(),
                webhook.status(),
                webhook.createdAt());

        saved(forged);

        assertThat(store.settings(webhook.id(), 1)).contains(webhook.settings());
    }

    @Test
    void has_no_settings_of_webhooks_and_revisions_that_were_never_saved() {
        Webhook webhook = savedWebhook("w", 1);

        assertThat(store.settings(webhook.id(), 2)).isEmpty();
        assertThat(store.settings(new WebhookId("unknown"), 1)).isEmpty();
    }

    @Test
    void keeps_every_status_over_a_restart() {
        for (WebhookStatus status : WebhookStatus.values()) {
            saved(webhook(status.code(), 1).withStatus(status, clock.instant()));
        }

        restart();

        assertThat(webhooks()).extracting(Webhook::status).containsExactlyInAnyOrder(WebhookStatus.values());
    }

    @Test
    void keeps_a_deleted_webhook_with_its_settings_for_its_chains() {
        Webhook webhook = savedWebhook("w", 1);
        start("chain", webhook);

        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));

        assertThat(webhooks()).containsExactly(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));
        assertThat(store.settings(webhook.id(), 1)).contains(webhook.settings());
    }

    @Test
    void cuts_the_times_of_a_webhook_to_the_millisecond() {
        Instant precise = Instant.parse("2026-01-01T00:00:00.123456789Z");
        clock.set(precise);
        Webhook webhook = webhook("w", 1)
                .withSecrets(List.of(new SigningSecret(otherSecret(), null), new SigningSecret(SECRET, precise)));

        saved(webhook);

        Webhook kept = webhooks().get(0);
        assertThat(kept.createdAt()).isEqualTo("2026-01-01T00:00:00.123Z");
        assertThat(kept.secrets().get(1).expiresAt()).isEqualTo("2026-01-01T00:00:00.123Z");
    }

    @Test
    void keeps_the_first_key_of_the_deployment_for_good() {
        byte[] first = "the first proposal".getBytes(StandardCharsets.UTF_8);
        byte[] second = "another proposal".getBytes(StandardCharsets.UTF_8);

        assertThat(store.signingKey(first)).isEqualTo(first);
        assertThat(store.signingKey(second)).isEqualTo(first);
        restart();
        assertThat(store.signingKey(second)).isEqualTo(first);
    }

    private Webhook webhookWithEverything() {
        Instant now = clock.instant();
        var settings = new WebhookSettings(
                "Bau & Auslieferung – 構築 \"1\"",
                new EventFilter(
                        "acme/*",
                        List.of(new TypePattern("order.*"), new TypePattern("push")),
                        List.of(new TagGlob("v*"), new TagGlob("nightly-?"))),
                List.of(
                        new Destination(
                                "https://ci.example/hook?a=1&b=%C3%A9", new BasicCredentials("$user", "pässword:x")),
                        new Destination("https://deploy.example/", null)
                                .withNumber(17)
                                .withPermission(new DeliveryPermission("hub.example", 120))),
                false,
                List.of(new Header("X-Token", "a, b; c=\"d\""), new Header("Authorization", "")),
                new RetrySchedule(List.of(Duration.ZERO, Duration.ofMillis(1500), Duration.ofDays(7)), 0.35),
                Duration.ofMillis(90_500),
                true,
                "Käufer \"7\"",
                2,
                Map.of("plan", "gold", "region.2", "\u6771\u4eac \"3\""),
                RateLimit.perMinute(90));
        return new Webhook(
                new WebhookId("with_everything"),
                3,
                settings,
                List.of(new SigningSecret(otherSecret(), null), new SigningSecret(SECRET, now.plusMillis(1))),
                WebhookStatus.DISABLED_GONE,
                now.plusMillis(7),
                now.plusMillis(11));
    }

    private static WebhookSecret otherSecret() {
        return WebhookSecret.of("whsec_emFZeVh4V3dWdlV1VHRTc1JyUXFQcE9vTm5NbUxs");
    }
}
