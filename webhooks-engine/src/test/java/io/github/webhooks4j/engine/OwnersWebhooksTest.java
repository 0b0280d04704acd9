package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.OwnerLimits;
import io.github.webhooks4j.webhook.Webhook;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many webhooks and destinations one owner may have. */
class OwnersWebhooksTest {
    private static final OwnerLimits LIMITS = OwnerLimits.of(2, 3);
    private static final String TOO_MANY_WEBHOOKS =
            "invalid webhook: owner must have at most 2 webhooks, was 2 already";

    private final EngineFixture hub = new EngineFixture(options -> options.ownerLimits(LIMITS));

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void refuses_a_new_webhook_beyond_the_limit() {
        create("acme", CI);
        create("acme", CI);

        assertThatThrownBy(() -> create("acme", CI))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage(TOO_MANY_WEBHOOKS);
        assertThat(hub.engine.webhooks().list()).hasSize(2);
    }

    @Test
    void accepts_a_new_webhook_once_another_is_deleted() {
        create("acme", CI);
        Webhook deleted = create("acme", CI);
        hub.engine.webhooks().delete(deleted.id());

        assertThatCode(() -> create("acme", CI)).doesNotThrowAnyException();
    }

    @Test
    void limits_no_webhook_without_an_owner_and_counts_none_of_others() {
        create("other", CI);
        create("other", CI);
        create(null, CI, DEPLOY, CI, DEPLOY);
        create(null, CI);
        create(null, CI);

        assertThatCode(() -> create("acme", CI)).doesNotThrowAnyException();
    }

    @Test
    void refuses_more_destinations_beyond_the_limit() {
        create("acme", CI, DEPLOY);
        Webhook webhook = create("acme", CI);

        assertThatThrownBy(() ->
                        hub.engine.webhooks().update(webhook.id(), draft -> draft.destinations(List.of(CI, DEPLOY))))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: owner must have at most 3 destinations in all webhooks, "
                        + "was 2 already, and 2 in this webhook");
        assertThatCode(() -> hub.engine
                        .webhooks()
                        .update(
                                webhook.id(),
                                draft -> draft.destinations(List.of(DEPLOY)).name("Other")))
                .doesNotThrowAnyException();
    }

    @Test
    void refuses_another_owner_who_has_reached_the_limit() {
        create("acme", CI);
        create("acme", CI);
        Webhook webhook = create(null, CI);

        assertThatThrownBy(() -> hub.engine.webhooks().update(webhook.id(), draft -> draft.owner("acme")))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage(TOO_MANY_WEBHOOKS);
        assertThatThrownBy(() -> hub.engine
                        .webhooks()
                        .update(webhook.id(), draft(CI).owner("acme").build()))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage(TOO_MANY_WEBHOOKS);
    }

    @Test
    void keeps_what_an_owner_has_though_the_limits_are_lowered() {
        create("acme", CI);
        Webhook webhook = create("acme", CI, DEPLOY);
        try (WebhookEngine stricter = hub.start(options -> options.ownerLimits(OwnerLimits.of(1, 1)))) {
            assertThat(stricter.webhooks().list()).hasSize(2);
            assertThatCode(() -> stricter.webhooks().update(webhook.id(), draft -> draft.name("Other")))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() ->
                            stricter.webhooks().create(draft(CI).owner("acme").build()))
                    .hasMessage("invalid webhook: owner must have at most 1 webhooks, was 2 already; "
                            + "owner must have at most 1 destinations in all webhooks, "
                            + "was 3 already, and 1 in this webhook");
        }
    }

    @Test
    void takes_another_destination_though_fewer_webhooks_are_allowed_now() {
        create("acme", CI);
        Webhook webhook = create("acme", CI);
        try (WebhookEngine stricter = hub.start(options -> options.ownerLimits(OwnerLimits.of(1, 3)))) {
            Webhook longer = stricter.webhooks()
                    .update(webhook.id(), draft(CI, DEPLOY).owner("acme").build());

            assertThat(longer.settings().destinations()).hasSize(2);
        }
    }

    @Test
    void counts_the_webhooks_that_another_node_has_created() {
        try (WebhookEngine there = EngineFixture.startOn(hub.store.join(), hub.transport, hub.clock)) {
            there.webhooks().create(draft(CI).owner("acme").build());
            there.webhooks().create(draft(CI).owner("acme").build());

            assertThatThrownBy(() -> create("acme", CI)).hasMessage(TOO_MANY_WEBHOOKS);
        }
    }

    @Test
    void is_exact_on_one_node_however_many_are_created_at_once() throws Exception {
        var start = new CountDownLatch(1);
        var refusals = new ConcurrentLinkedQueue<String>();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            for (int caller = 0; caller < 8; caller++) {
                callers.execute(() -> {
                    try {
                        start.await();
                        create("acme", CI);
                    } catch (InvalidWebhookException e) {
                        refusals.add(String.valueOf(e.getMessage()));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            start.countDown();
            callers.shutdown();
            assertThat(callers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            callers.shutdownNow();
        }

        assertThat(hub.engine.webhooks().list()).hasSize(2);
        assertThat(refusals).hasSize(6).containsOnly(TOO_MANY_WEBHOOKS);
    }

    private Webhook create(@Nullable String owner, String... destinations) {
        return hub.engine
                .webhooks()
                .create(draft(destinations)
                        .owner(owner)
                        .expectFinalCallback(false)
                        .build());
    }
}
