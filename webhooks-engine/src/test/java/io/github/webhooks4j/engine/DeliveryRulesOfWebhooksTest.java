package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.FinalStatuses;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.webhook.Backlog;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryRulesOfWebhooksTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void ends_a_delivery_after_a_final_status_and_keeps_the_webhook_enabled() {
        Webhook webhook = create(DeliveryRules.DEFAULT.withFinalStatuses(FinalStatuses.CLIENT_ERRORS));
        hub.transport.on(CI).respond(422);

        ChainId chain = hub.publish("push-1");

        hub.awaitState(chain, "interrupted");
        assertThat(hub.state(chain)).isEqualTo(new Interrupted(0, InterruptionCause.FINAL_STATUS));
        assertThat(hub.history(chain).steps().get(0).attempts()).hasSize(1);
        assertThat(hub.engine.webhooks().get(webhook.id()).orElseThrow().status())
                .isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void makes_no_attempt_that_would_be_too_late() {
        create(DeliveryRules.DEFAULT.withMaxAge(Duration.ofSeconds(7)));
        hub.transport.on(CI).respond(500).respond(500);

        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        hub.clock.advance(Duration.ofSeconds(5));

        hub.awaitState(chain, "interrupted");
        assertThat(hub.state(chain)).isEqualTo(new Interrupted(0, InterruptionCause.TOO_OLD));
        assertThat(hub.history(chain).steps().get(0).attempts()).hasSize(2);
    }

    @Test
    void delivers_a_chain_that_is_resumed_at_any_age() {
        create(DeliveryRules.DEFAULT.withMaxAge(Duration.ofSeconds(1)));
        hub.transport.on(CI).respond(500).respond(200);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "interrupted");
        hub.clock.advance(Duration.ofDays(1));

        hub.engine.chains().resume(chain);

        hub.awaitState(chain, "complete");
    }

    @Test
    void cancels_what_is_too_old_once_its_webhook_is_enabled() {
        Webhook webhook = create(DeliveryRules.DEFAULT.withMaxAge(Duration.ofMinutes(1)));
        ChainId chain = waiting(webhook);
        hub.clock.advance(Duration.ofMinutes(2));

        hub.engine.webhooks().enable(webhook.id());

        hub.awaitState(chain, "cancelled");
        assertThat(hub.history(chain).steps().get(0).attempts()).hasSize(1);
    }

    @Test
    void drops_the_backlog_when_it_is_enabled_so_and_delivers_later_events() {
        Webhook webhook = create(DeliveryRules.DEFAULT);
        ChainId chain = waiting(webhook);
        hub.clock.advance(Duration.ofMinutes(2));

        Webhook enabled = hub.engine.webhooks().enable(webhook.id(), Backlog.DROP);

        assertThat(enabled.status()).isEqualTo(WebhookStatus.ENABLED);
        hub.awaitState(chain, "cancelled");
        assertThat(hub.state(chain)).isEqualTo(new Cancelled(0));
        hub.transport.on(CI).respond(200);
        hub.clock.advance(Duration.ofSeconds(1));
        hub.awaitState(hub.publish("push-2"), "complete");
    }

    @Test
    void sends_the_backlog_when_it_is_enabled_so() {
        Webhook webhook = create(DeliveryRules.DEFAULT);
        ChainId chain = waiting(webhook);
        hub.clock.advance(Duration.ofMinutes(2));

        hub.engine.webhooks().enable(webhook.id(), Backlog.SEND);

        hub.awaitState(chain, "complete");
    }

    @Test
    void keeps_the_backlog_dropped_when_its_settings_change() {
        Webhook webhook = create(DeliveryRules.DEFAULT);
        ChainId chain = waiting(webhook);
        hub.clock.advance(Duration.ofSeconds(1));
        hub.engine.webhooks().enable(webhook.id(), Backlog.DROP);

        hub.engine.webhooks().update(webhook.id(), draft(CI).name("renamed").build());
        hub.clock.advance(Duration.ofMinutes(2));

        hub.awaitState(chain, "cancelled");
    }

    @Test
    void gives_attempts_at_most_the_deadline_of_webhook_or_engine() {
        var deadlines = new CopyOnWriteArrayList<Duration>();
        Function<OutboundRequest, DeliveryResult> noting = request -> {
            deadlines.add(request.deadline());
            return new DeliveryResult.Response(200, null, null, "", Timing.ofTotal(Duration.ZERO));
        };
        hub.transport.on(CI).respond(noting).respond(noting);
        Webhook webhook = create(DeliveryRules.DEFAULT.withAttemptTimeout(Duration.ofSeconds(3)));
        hub.awaitState(hub.publish("push-1"), "complete");

        hub.engine.webhooks().update(webhook.id(), draft -> draft.deliveryRules(DeliveryRules.DEFAULT));
        hub.awaitState(hub.publish("push-2"), "complete");

        assertThat(deadlines).hasSize(2);
        assertThat(deadlines.get(0)).isBetween(Duration.ofMillis(2_400), Duration.ofSeconds(3));
        assertThat(deadlines.get(1)).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(20));
    }

    private Webhook create(DeliveryRules rules) {
        return hub.engine
                .webhooks()
                .create(draft(CI)
                        .retrySchedule(new RetrySchedule(
                                List.of(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5)), 0))
                        .deliveryRules(rules)
                        .build());
    }

    /** Returns a chain that has failed once, and whose webhook is disabled since. */
    private ChainId waiting(Webhook webhook) {
        hub.transport.on(CI).respond(500).respond(200);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        hub.engine.webhooks().disable(webhook.id());
        return chain;
    }
}
