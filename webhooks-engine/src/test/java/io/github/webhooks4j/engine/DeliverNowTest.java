package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainStateException;
import io.github.webhooks4j.chain.UnknownChainException;
import io.github.webhooks4j.delivery.RetryAfterException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDisabledException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliverNowTest {
    private static final String CI = EngineFixture.CI;

    private final EngineFixture hub = new EngineFixture();
    private final Webhook webhook = hub.create(CI);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void ends_the_wait_for_a_retry_and_keeps_the_number_of_the_attempt() {
        hub.transport.on(CI).respond(503).respond(200);
        ChainId chain = waiting();

        hub.engine.chains().deliverNow(chain);

        hub.awaitState(chain, "complete");
        assertThat(hub.history(chain).steps().get(0).attempts())
                .extracting(attempt -> attempt.number())
                .containsExactly(1, 2);
    }

    @Test
    void waits_as_long_as_the_destination_requested_unless_that_is_ignored() {
        hub.transport.on(CI).respond(429, "3600").respond(200);
        Instant until = hub.clock.instant().plus(Duration.ofHours(1));
        ChainId chain = waiting();

        assertThatThrownBy(() -> hub.engine.chains().deliverNow(chain))
                .isInstanceOf(RetryAfterException.class)
                .hasMessage("delivery " + chain + "_0 must wait until " + until
                        + ", as its destination requested (Retry-After); wait, or ignore that request");

        hub.engine.chains().deliverNow(chain, true);
        hub.awaitState(chain, "complete");
    }

    @Test
    void refuses_a_chain_that_does_not_wait_for_a_retry() {
        hub.transport.on(CI).hang().respond(200);
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);

        assertRefused(chain, "delivering");
        hub.transport.release();
        hub.awaitState(chain, "complete");
        assertRefused(chain, "complete");
        assertThatThrownBy(() -> hub.engine.chains().deliverNow(new ChainId("chn_none")))
                .isInstanceOf(UnknownChainException.class)
                .hasMessage("there is no chain chn_none");
    }

    @Test
    void refuses_a_chain_of_a_disabled_webhook() {
        hub.transport.on(CI).respond(503);
        ChainId chain = waiting();
        hub.engine.webhooks().disable(webhook.id());

        assertThatThrownBy(() -> hub.engine.chains().deliverNow(chain))
                .isInstanceOf(WebhookDisabledException.class)
                .hasMessage("webhook " + webhook.id() + " must be enabled to start a chain, was disabled");
    }

    @Test
    void changes_nothing_of_what_is_due_already() {
        hub.transport.on(CI).respond(503);
        ChainId chain = waiting();
        hub.engine.stopDelivering(Duration.ZERO);
        hub.engine.chains().deliverNow(chain);
        Instant due = hub.history(chain).nextAttemptAt();
        hub.clock.advance(Duration.ofSeconds(1));

        hub.engine.chains().deliverNow(chain);

        assertThat(hub.history(chain).nextAttemptAt()).isEqualTo(due);
    }

    private ChainId waiting() {
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        return chain;
    }

    private void assertRefused(ChainId chain, String state) {
        assertThatThrownBy(() -> hub.engine.chains().deliverNow(chain))
                .isInstanceOf(ChainStateException.class)
                .hasMessage("chain " + chain + " can be delivered now only while it waits for a retry, was " + state);
    }
}
