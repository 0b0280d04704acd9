package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhooksTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void is_created_enabled_with_a_secret_of_its_own() {
        Webhook one = hub.create(CI);
        Webhook other = hub.create(CI);

        assertThat(one.status()).isEqualTo(WebhookStatus.ENABLED);
        assertThat(one.secret().reveal())
                .startsWith("whsec_")
                .isNotEqualTo(other.secret().reveal());
        assertThat(hub.engine.webhooks().get(one.id())).hasValue(one);
        assertThat(hub.engine.webhooks().list()).containsExactlyInAnyOrder(one, other);
    }

    @Test
    void is_refused_with_every_fault_at_once() {
        WebhookDraft draft = WebhookDraft.builder(" ", "acme/app", List.of("not a url", "ftp://ci.example/"))
                .build();

        assertThatThrownBy(() -> hub.engine.webhooks().create(draft))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: name must not be blank, was \" \"; "
                        + "destinations[0] must be an absolute http or https URL, was no URL; "
                        + "destinations[1] must be an absolute http or https URL, was scheme ftp");
    }

    @Test
    void is_refused_without_destinations_and_with_more_than_sixteen() {
        assertThatThrownBy(() -> hub.create())
                .hasMessage("invalid webhook: destinations must be 1 to 16 URLs, was 0 URLs");
        assertThatThrownBy(() -> hub.create(Collections.nCopies(17, CI).toArray(String[]::new)))
                .hasMessage("invalid webhook: destinations must be 1 to 16 URLs, was 17 URLs");
    }

    @Test
    void is_refused_with_an_over_long_name_or_url() {
        WebhookDraft draft = WebhookDraft.builder("n".repeat(101), "acme/app", List.of(CI + "x".repeat(2048)))
                .build();

        assertThatThrownBy(() -> hub.engine.webhooks().create(draft))
                .hasMessage("invalid webhook: name must be at most 100 characters, was 101 characters; "
                        + "destinations[0] must be at most 2048 characters, was 2071 characters");
    }

    @Test
    void is_refused_if_it_needs_callbacks_that_cannot_come() {
        WebhookEngine deaf = WebhookEngine.builder(new io.github.webhooks4j.testkit.InMemoryStore(), hub.transport)
                .start();
        try (deaf) {
            assertThatThrownBy(() -> deaf.webhooks().create(draft(CI, DEPLOY).build()))
                    .hasMessage("invalid webhook: destinations must not need callbacks, since this deployment has no "
                            + "callback base URL, was a chain that waits for them");
        }
    }

    @Test
    void uses_changed_settings_for_chains_that_start_later() {
        Webhook webhook = hub.create(CI, DEPLOY);
        ChainId before = hub.publish("push-1");
        hub.awaitState(before, "awaiting_callback");

        hub.engine
                .webhooks()
                .update(webhook.id(), draft("https://other.example/hook").build());
        ChainId after = hub.publish("push-2");
        hub.callBack(hub.request(CI, 1), io.github.webhooks4j.callback.Callback.success());

        hub.request(DEPLOY, 1);
        hub.request("https://other.example/hook", 1);
        hub.awaitState(after, "complete");
    }

    @Test
    void is_found_by_its_new_topic_only() {
        Webhook webhook = hub.create(CI);

        hub.engine
                .webhooks()
                .update(
                        webhook.id(),
                        WebhookDraft.builder("moved", "acme/*", List.of(CI)).build());

        assertThat(hub.engine.publish(hub.push("push-1")).chains()).hasSize(1);
        assertThat(hub.engine.webhooks().list()).hasSize(1);
    }

    @Test
    void starts_no_chain_and_parks_its_own_while_disabled() {
        Webhook webhook = hub.create(CI);
        hub.transport.on(CI).respond(500).respond(200);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);

        hub.engine.webhooks().disable(webhook.id());
        hub.clock.advance(Duration.ofHours(1));

        assertThat(hub.engine.publish(hub.push("push-2")).chains()).isEmpty();
        assertThat(hub.state(chain)).isEqualTo(new ChainState.Delivering(0));
        assertThat(hub.transport.requests()).hasSize(1);
        hub.engine.webhooks().enable(webhook.id());
        hub.awaitState(chain, "complete");
    }

    @Test
    void stays_disabled_over_a_restart() {
        Webhook webhook = hub.create(CI);
        hub.transport.on(CI).respond(500).respond(200);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        hub.engine.webhooks().disable(webhook.id());

        hub.restartAfterCrash();
        hub.clock.advance(Duration.ofHours(1));

        assertThat(hub.state(chain)).isEqualTo(new ChainState.Delivering(0));
        hub.engine.webhooks().enable(webhook.id());
        hub.awaitState(chain, "complete");
    }

    @Test
    void cancels_its_chains_when_deleted_and_keeps_the_history() {
        Webhook webhook = hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "awaiting_callback");

        hub.engine.webhooks().delete(webhook.id());

        assertThat(hub.state(chain)).isEqualTo(new ChainState.Cancelled(0));
        assertThat(hub.engine.webhooks().get(webhook.id())).isEmpty();
        assertThat(hub.engine.webhooks().list()).isEmpty();
        assertThat(hub.engine.publish(hub.push("push-2")).chains()).isEmpty();
    }

    @Test
    void that_were_deleted_in_a_crash_have_their_chains_cancelled_at_the_next_start() {
        Webhook webhook = hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "awaiting_callback");
        long change = hub.store.webhook(webhook.id()).orElseThrow().change();
        hub.store.save(webhook.withStatus(WebhookStatus.DELETED, hub.clock.instant()), change);

        hub.restartAfterCrash();

        hub.awaitState(chain, "cancelled");
        assertThat(hub.engine.webhooks().list()).isEmpty();
    }

    @Test
    void that_are_unknown_are_reported_as_unknown() {
        assertThatThrownBy(() -> hub.engine.webhooks().disable(new WebhookId("wh_none")))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook wh_none");
    }

    @Test
    void signs_with_the_former_secret_too_for_a_day_after_rotation() {
        Webhook former = hub.create(CI);
        Webhook rotated = hub.engine.webhooks().rotateSecret(former.id());
        hub.publish("push-1");
        RecordedDelivery both = hub.request(CI, 1);
        hub.clock.advance(Duration.ofHours(24));
        hub.publish("push-2");
        RecordedDelivery one = hub.request(CI, 2);

        assertThat(isSignedWith(former.secret(), both)).isTrue();
        assertThat(isSignedWith(rotated.secret(), both)).isTrue();
        assertThat(isSignedWith(former.secret(), one)).isFalse();
        assertThat(isSignedWith(rotated.secret(), one)).isTrue();
    }

    @Test
    void signs_with_nothing_but_a_new_secret_at_once_when_moved_to_another_host() {
        Webhook former = hub.create(CI);
        Webhook rotated = hub.engine.webhooks().rotateSecret(former.id());
        hub.transport.on(CI).respond(503);
        ChainId started = hub.publish("push-1");
        hub.awaitAttempts(started, 0, 1);

        Webhook moved = hub.engine.webhooks().update(former.id(), draft(DEPLOY).build());
        hub.publish("push-2");
        hub.clock.advance(Duration.ofSeconds(10));

        assertThat(moved.secrets()).hasSize(1);
        for (RecordedDelivery delivery : List.of(hub.request(DEPLOY, 1), hub.request(CI, 2))) {
            assertThat(isSignedWith(moved.secret(), delivery)).isTrue();
            assertThat(isSignedWith(rotated.secret(), delivery)).isFalse();
            assertThat(isSignedWith(former.secret(), delivery)).isFalse();
        }
    }

    @Test
    void keeps_its_secrets_on_another_host_if_the_draft_says_so() {
        Webhook rotated = hub.engine.webhooks().rotateSecret(hub.create(CI).id());

        Webhook moved = hub.engine
                .webhooks()
                .update(rotated.id(), draft(DEPLOY).retainSecret(true).build());

        assertThat(moved.secrets()).isEqualTo(rotated.secrets());
    }

    @Test
    void keeps_its_secrets_when_anything_else_is_changed() {
        Webhook rotated =
                hub.engine.webhooks().rotateSecret(hub.create(CI, DEPLOY).id());

        Webhook changed = hub.engine
                .webhooks()
                .update(
                        rotated.id(),
                        WebhookDraft.builder("other", "acme/*", List.of(DEPLOY + "/other"))
                                .build());

        assertThat(changed.secrets()).isEqualTo(rotated.secrets());
    }

    @Test
    void takes_no_headers_over_from_the_settings_before() {
        Webhook webhook = hub.engine
                .webhooks()
                .create(draft(CI)
                        .headers(Map.of("Authorization", "Bearer s3cret"))
                        .build());

        hub.engine.webhooks().update(webhook.id(), draft(DEPLOY).build());
        hub.publish("push-1");

        assertThat(hub.request(DEPLOY, 1).headers()).extracting(Header::name).doesNotContain("Authorization");
    }

    @Test
    void sends_a_test_event_without_a_tag_whatever_its_filter() {
        Webhook webhook = hub.engine
                .webhooks()
                .create(WebhookDraft.builder("all", "acme/*", List.of(CI))
                        .tags(List.of("v*"))
                        .build());
        hub.create(DEPLOY);

        ChainId chain = hub.engine.webhooks().sendTest(webhook.id());

        hub.awaitState(chain, "complete");
        PushPayload payload = PushPayload.parse(hub.request(CI, 1).body());
        assertThat(payload.repository().repoName()).isEqualTo("acme/test");
        assertThat(payload.pushData().tag()).isNull();
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();
    }

    @Test
    void sends_no_test_event_while_disabled() {
        Webhook webhook = hub.create(CI);
        hub.engine.webhooks().disable(webhook.id());

        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(webhook.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("webhook " + webhook.id() + " must be enabled to start a chain, was disabled");
    }

    private boolean isSignedWith(WebhookSecret secret, RecordedDelivery request) {
        String signatures = request.header("webhook-signature").orElseThrow();
        String id = request.header("webhook-id").orElseThrow();
        String timestamp = request.header("webhook-timestamp").orElseThrow();
        try {
            WebhookVerifier.of(List.of(secret), hub.clock, Duration.ofDays(2))
                    .verify(id, timestamp, signatures, request.body());
            return true;
        } catch (io.github.webhooks4j.signature.InvalidSignatureException e) {
            return false;
        }
    }
}
