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
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhooksTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void are_created_enabled_with_a_secret_of_their_own() {
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
    void are_refused_with_every_fault_at_once() {
        WebhookDraft draft = WebhookDraft.builder(" ", "acme/app", List.of("not a url", "ftp://ci.example/"))
                .build();

        assertThatThrownBy(() -> hub.engine.webhooks().create(draft))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: name must not be blank, was \" \"; "
                        + "destinations[0] must be an absolute http or https URL, was no URL; "
                        + "destinations[1] must be an absolute http or https URL, was scheme ftp");
    }

    @Test
    void are_refused_without_destinations_and_with_more_than_sixteen() {
        assertThatThrownBy(() -> hub.create())
                .hasMessage("invalid webhook: destinations must be 1 to 16 URLs, was 0 URLs");
        assertThatThrownBy(() -> hub.create(Collections.nCopies(17, CI).toArray(String[]::new)))
                .hasMessage("invalid webhook: destinations must be 1 to 16 URLs, was 17 URLs");
    }

    @Test
    void are_refused_with_an_over_long_name_or_url() {
        WebhookDraft draft = WebhookDraft.builder("n".repeat(101), "acme/app", List.of(CI + "x".repeat(2048)))
                .build();

        assertThatThrownBy(() -> hub.engine.webhooks().create(draft))
                .hasMessage("invalid webhook: name must be at most 100 characters, was 101 characters; "
                        + "destinations[0] must be at most 2048 characters, was 2071 characters");
    }

    @Test
    void are_refused_if_they_need_callbacks_that_cannot_come() {
        WebhookEngine deaf = WebhookEngine.builder(new io.github.webhooks4j.testkit.InMemoryStore(), hub.transport)
                .start();
        try (deaf) {
            assertThatThrownBy(() -> deaf.webhooks().create(draft(CI, DEPLOY).build()))
                    .hasMessage("invalid webhook: destinations must not need callbacks, since this deployment has no "
                            + "callback base URL, was a chain that waits for them");
        }
    }

    @Test
    void use_changed_settings_for_chains_that_start_later() {
        Webhook webhook = hub.create(CI, DEPLOY);
        ChainId before = hub.publish("push-1");
        hub.awaitState(before, "awaiting_callback");

        hub.engine
                .webhooks()
                .change(webhook.id(), draft("https://other.example/hook").build());
        ChainId after = hub.publish("push-2");
        hub.callBack(hub.request(CI, 1), io.github.webhooks4j.callback.Callback.success());

        hub.request(DEPLOY, 1);
        hub.request("https://other.example/hook", 1);
        hub.awaitState(after, "complete");
    }

    @Test
    void are_found_by_their_new_topic_only() {
        Webhook webhook = hub.create(CI);

        hub.engine
                .webhooks()
                .change(
                        webhook.id(),
                        WebhookDraft.builder("moved", "acme/*", List.of(CI)).build());

        assertThat(hub.engine.publish(hub.push("push-1")).chains()).hasSize(1);
        assertThat(hub.engine.webhooks().list()).hasSize(1);
    }

    @Test
    void start_no_chains_and_park_their_own_while_disabled() {
        Webhook webhook = hub.create(CI);
        hub.transport.on(CI).answer(500).answer(200);
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
    void stay_disabled_over_a_restart() {
        Webhook webhook = hub.create(CI);
        hub.transport.on(CI).answer(500).answer(200);
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
    void cancel_their_chains_when_deleted_and_keep_the_history() {
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
        hub.store.save(webhook.withStatus(WebhookStatus.DELETED), 1, hub.clock.instant());

        hub.restartAfterCrash();

        hub.awaitState(chain, "cancelled");
        assertThat(hub.engine.webhooks().list()).isEmpty();
    }

    @Test
    void that_are_unknown_are_told_so() {
        assertThatThrownBy(() -> hub.engine.webhooks().disable(new WebhookId("wh_none")))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook wh_none");
    }

    @Test
    void sign_with_the_former_secret_too_for_a_day_after_rotation() {
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
    void send_a_test_event_without_a_tag_whatever_their_filter() {
        Webhook webhook = hub.engine
                .webhooks()
                .create(WebhookDraft.builder("all", "acme/*", List.of(CI))
                        .tags(List.of("v*"))
                        .build());
        hub.create(DEPLOY);

        ChainId chain = hub.engine.webhooks().test(webhook.id());

        hub.awaitState(chain, "complete");
        PushPayload payload = PushPayload.parse(hub.request(CI, 1).body());
        assertThat(payload.repository().repoName()).isEqualTo("acme/test");
        assertThat(payload.pushData().tag()).isNull();
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();
    }

    @Test
    void send_no_test_event_while_disabled() {
        Webhook webhook = hub.create(CI);
        hub.engine.webhooks().disable(webhook.id());

        assertThatThrownBy(() -> hub.engine.webhooks().test(webhook.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("webhook " + webhook.id() + " must be enabled to start a chain, was disabled");
    }

    @Test
    void tell_every_status_in_the_order_in_which_it_came() {
        var told = new CopyOnWriteArrayList<WebhookStatus>();
        var webhooks = new AtomicReference<Webhooks>();
        var other = new AtomicReference<Thread>();
        webhooks.set(webhooks(hub.store, webhook -> {
            if (webhook.status() == WebhookStatus.DISABLED) {
                // Somebody enables it at the worst moment.
                var enabling = new Thread(() -> webhooks.get().enable(webhook.id()));
                other.set(enabling);
                enabling.start();
                EngineFixture.await(() -> enabling.getState() == Thread.State.BLOCKED || !enabling.isAlive());
            }
            told.add(webhook.status());
        }));
        WebhookId id = webhooks.get().create(draft(CI).build()).id();

        webhooks.get().disable(id);

        EngineFixture.await(() -> !other.get().isAlive());
        assertThat(told).containsExactly(WebhookStatus.ENABLED, WebhookStatus.DISABLED, WebhookStatus.ENABLED);
        assertThat(webhooks.get().known(id).status()).isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void follow_the_store_in_what_it_disabled_also_if_it_fails_at_first() {
        var told = new CopyOnWriteArrayList<WebhookStatus>();
        var failures = new AtomicInteger();
        Webhooks webhooks = webhooks(
                HookedStore.of(hub.store, (method, arguments) -> {
                    if (method.equals("webhooks") && failures.getAndDecrement() > 0) {
                        throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                    }
                }),
                webhook -> told.add(webhook.status()));
        Webhook webhook = webhooks.create(draft(CI).build());
        failures.set(1);
        hub.store.save(webhook.withStatus(WebhookStatus.DISABLED_GONE), 1, hub.clock.instant());

        webhooks.noteChanged();
        assertThatThrownBy(webhooks::followStore).isInstanceOf(StoreException.class);
        webhooks.followStore();
        webhooks.followStore();

        assertThat(told).containsExactly(WebhookStatus.ENABLED, WebhookStatus.DISABLED_GONE);
    }

    @Test
    void know_after_a_second_what_another_node_changed_though_nobody_told() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        WebhookId id = there.create(draft(CI).build()).id();
        here.followStore();
        there.disable(id);
        here.followStore();
        assertThat(here.list()).extracting(Webhook::status).containsExactly(WebhookStatus.ENABLED);

        hub.clock.advance(Duration.ofSeconds(1));
        here.followStore();

        assertThat(here.list()).extracting(Webhook::status).containsExactly(WebhookStatus.DISABLED);
    }

    @Test
    void lose_no_change_that_two_nodes_make_at_the_same_time() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        Webhook webhook = here.create(draft(CI).build());
        there.followStore();

        there.disable(webhook.id());
        here.rotateSecret(webhook.id());
        there.change(webhook.id(), draft(DEPLOY).build());

        Webhook changed = here.change(webhook.id(), draft(CI, DEPLOY).build());
        assertThat(changed.status()).isEqualTo(WebhookStatus.DISABLED);
        assertThat(changed.secrets()).hasSize(2);
        assertThat(changed.revision()).isEqualTo(3);
        assertThat(hub.store.settings(webhook.id(), 3)).contains(changed.settings());
    }

    @Test
    void are_enabled_also_by_a_node_that_does_not_know_yet_that_they_were_disabled() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        WebhookId id = here.create(draft(CI).build()).id();
        there.disable(id);

        here.enable(id);

        assertThat(hub.store.webhooks(0))
                .extracting(stored -> stored.webhook().status())
                .containsExactly(WebhookStatus.ENABLED);
    }

    @Test
    void that_another_node_created_are_known_when_somebody_asks_for_them() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        WebhookId id = webhooks(hub.store.join(), webhook -> {})
                .create(draft(CI).build())
                .id();

        assertThat(here.disable(id).status()).isEqualTo(WebhookStatus.DISABLED);
    }

    @Test
    void that_another_node_deleted_cannot_be_changed_any_more() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        WebhookId id = here.create(draft(CI).build()).id();
        there.delete(id);

        assertThatThrownBy(() -> here.disable(id)).isInstanceOf(UnknownWebhookException.class);
        assertThat(here.get(id)).isEmpty();
    }

    private Webhooks webhooks(Store store, Consumer<Webhook> statusChanged) {
        return new Webhooks(
                store,
                hub.transport::check,
                new Agreements(null, hub.transport, new Header("User-Agent", "test")),
                true,
                hub.clock,
                new Random(1),
                new Ids(hub.clock, new Random(2)),
                statusChanged,
                deleted -> {},
                webhook -> new ChainId("chn_test"));
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
