package io.github.webhooks4j.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineListenerTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final ChainId CHAIN = new ChainId("chn_1");
    private static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private static final DeliveryId DELIVERY = new DeliveryId(CHAIN, 0);
    private static final List<EngineEvent> ONE_OF_EACH = List.of(
            new EngineEvent.ChainStarted(CHAIN, WEBHOOK, new EventId("e"), new Topic("t"), "order.paid", AT),
            new EngineEvent.ChainStateChanged(
                    CHAIN, WEBHOOK, new ChainState.Delivering(0), new ChainState.Complete(0), AT),
            new EngineEvent.AttemptCompleted(
                    DELIVERY,
                    WEBHOOK,
                    "order.paid",
                    new Attempt(
                            1, AT, new DeliveryResult.NoResponse(FailureCode.TIMED_OUT, Timing.ofTotal(Duration.ZERO))),
                    new AttemptOutcome.Delivered(),
                    AT),
            new EngineEvent.CallbackReceived(DELIVERY, WEBHOOK, Callback.success(), AT),
            new EngineEvent.WebhookStatusChanged(WEBHOOK, null, WebhookStatus.ENABLED, StatusCause.APPLICATION, AT));

    private final List<EngineEvent> received = new ArrayList<>();

    @Test
    void receives_each_event_with_the_method_for_its_type() {
        EngineListener listener = new Typed();

        ONE_OF_EACH.forEach(listener::onEvent);

        assertThat(received).isEqualTo(ONE_OF_EACH);
    }

    @Test
    void ignores_every_event_unless_it_overrides_a_method() {
        EngineListener listener = new EngineListener() {};

        ONE_OF_EACH.forEach(listener::onEvent);

        assertThat(received).isEmpty();
    }

    @Test
    void may_be_a_function_of_every_event() {
        EngineListener listener = EngineListener.of(received::add);

        ONE_OF_EACH.forEach(listener::onEvent);

        assertThat(received).isEqualTo(ONE_OF_EACH);
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose: what callers may pass
    void must_have_a_function() {
        assertThatThrownBy(() -> EngineListener.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("consumer");
    }

    @Test
    void receives_events_with_their_time_and_webhook() {
        assertThat(ONE_OF_EACH).extracting(EngineEvent::at).containsOnly(AT);
        assertThat(ONE_OF_EACH).extracting(EngineEvent::webhook).containsOnly(WEBHOOK);
    }

    private final class Typed implements EngineListener {
        @Override
        public void onChainStarted(EngineEvent.ChainStarted event) {
            received.add(event);
        }

        @Override
        public void onChainStateChanged(EngineEvent.ChainStateChanged event) {
            received.add(event);
        }

        @Override
        public void onAttemptCompleted(EngineEvent.AttemptCompleted event) {
            received.add(event);
        }

        @Override
        public void onCallbackReceived(EngineEvent.CallbackReceived event) {
            received.add(event);
        }

        @Override
        public void onWebhookStatusChanged(EngineEvent.WebhookStatusChanged event) {
            received.add(event);
        }
    }
}
