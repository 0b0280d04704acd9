package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.webhook.WebhookHealth;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a webhook is doing: since when it fails, and when it was or will be disabled. */
class WebhookHealthTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void is_good_for_a_new_webhook() {
        Webhook webhook = hub.create(CI);

        assertThat(hub.engine.webhooks().health(webhook.id()))
                .isEqualTo(new WebhookHealth(WebhookStatus.ENABLED, hub.clock.instant(), null, 0, null));
    }

    @Test
    void has_since_when_attempts_fail_and_when_that_disables_the_webhook() {
        Webhook webhook = hub.create(CI);
        Instant start = hub.clock.instant();
        hub.transport.on(CI).respond(500).respond(500).respond(200);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);

        assertThat(hub.engine.webhooks().health(webhook.id()))
                .isEqualTo(new WebhookHealth(WebhookStatus.ENABLED, start, start, 1, start.plus(Duration.ofDays(5))));

        hub.clock.advance(Duration.ofHours(1));
        hub.awaitAttempts(chain, 0, 2);
        hub.clock.advance(Duration.ofHours(1));
        hub.awaitState(chain, "complete");
        assertThat(hub.engine.webhooks().health(webhook.id()))
                .isEqualTo(new WebhookHealth(WebhookStatus.ENABLED, start, null, 0, null));
    }

    @Test
    void has_when_an_operator_disabled_the_webhook_and_enabled_it_again() {
        Webhook webhook = hub.create(CI);
        hub.clock.advance(Duration.ofMinutes(1));
        Instant disabledAt = hub.clock.instant();
        hub.engine.webhooks().disable(webhook.id());
        hub.clock.advance(Duration.ofMinutes(1));

        assertThat(hub.engine.webhooks().disable(webhook.id()).statusSince()).isEqualTo(disabledAt);
        hub.restartAfterCrash();
        assertThat(hub.engine.webhooks().health(webhook.id()))
                .isEqualTo(new WebhookHealth(WebhookStatus.DISABLED, disabledAt, null, 0, null));

        hub.engine.webhooks().enable(webhook.id());
        assertThat(hub.engine.webhooks().health(webhook.id()).statusSince()).isEqualTo(hub.clock.instant());
    }

    @Test
    void has_when_a_destination_that_is_gone_disabled_the_webhook() {
        Webhook webhook = hub.create(CI);
        hub.transport.on(CI).respond(410);
        hub.clock.advance(Duration.ofMinutes(1));
        Instant disabledAt = hub.clock.instant();
        hub.awaitState(hub.publish("push-1"), "interrupted");
        EngineFixture.await(
                () -> hub.engine.webhooks().get(webhook.id()).orElseThrow().status() == WebhookStatus.DISABLED_GONE);

        WebhookHealth health = hub.engine.webhooks().health(webhook.id());

        assertThat(health.status()).isEqualTo(WebhookStatus.DISABLED_GONE);
        assertThat(health.statusSince()).isEqualTo(disabledAt);
        assertThat(health.disablesAt()).isNull();
    }

    @Test
    void is_not_there_for_a_webhook_that_is_unknown_or_deleted() {
        Webhook webhook = hub.create(CI);
        hub.engine.webhooks().delete(webhook.id());

        assertThatThrownBy(() -> hub.engine.webhooks().health(new WebhookId("wh_none")))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook wh_none");
        assertThatThrownBy(() -> hub.engine.webhooks().health(webhook.id()))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook " + webhook.id());
    }

    @Test
    void cannot_be_read_while_the_store_is_away() {
        Webhook webhook = hub.create(CI);
        hub.store.close();

        assertThatThrownBy(() -> hub.engine.webhooks().health(webhook.id()))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store is closed");
    }
}
