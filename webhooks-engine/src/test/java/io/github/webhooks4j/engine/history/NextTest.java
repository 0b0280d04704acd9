package io.github.webhooks4j.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NextTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void follows_a_chain_from_its_attempt_to_its_end() {
        hub.create(EngineFixture.CI);
        hub.transport.on(EngineFixture.CI).hang().respond(503).respond(200);

        ChainId chain = hub.publish("push-1");
        awaitNext(chain, "in_flight");
        hub.transport.release();
        awaitNext(chain, "waits_for_retry");
        hub.clock.advance(Duration.ofMinutes(1));
        awaitNext(chain, "finished");
    }

    @Test
    void shows_what_waits_in_memory_for_a_slot() {
        hub.create(EngineFixture.CI);
        hub.transport.on(EngineFixture.CI).hang().respond(200);

        hub.publish("push-1");
        ChainId second = hub.publish("push-2");

        awaitNext(second, "waits_for_slot");
        hub.transport.release();
    }

    @Test
    void shows_what_a_disabled_webhook_has_parked() {
        Webhook webhook = hub.create(EngineFixture.CI);
        hub.transport.on(EngineFixture.CI).respond(503);
        ChainId chain = hub.publish("push-1");
        awaitNext(chain, "waits_for_retry");

        hub.engine.webhooks().disable(webhook.id());

        awaitNext(chain, "parked");
    }

    @Test
    void shows_what_is_due_on_a_node_that_does_not_deliver() {
        hub.create(EngineFixture.CI);
        hub.engine.stopDelivering(Duration.ZERO);

        awaitNext(hub.publish("push-1"), "not_delivering");
    }

    @Test
    void returns_an_event_with_its_chains_and_reruns() {
        hub.create(EngineFixture.CI);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "complete");
        ChainId again = hub.engine.chains().rerun(chain);

        EventHistory history = hub.engine.history().event(new EventId("push-1")).orElseThrow();

        assertThat(history.event()).isEqualTo(hub.push("push-1"));
        assertThat(history.acceptedAt()).isEqualTo(hub.clock.instant());
        assertThat(history.chains()).containsExactly(chain);
        assertThat(history.laterChains()).containsExactly(again);
        assertThat(hub.engine.history().event(new EventId("push-2"))).isEmpty();
    }

    private void awaitNext(ChainId chain, String code) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() ->
                        hub.engine.history().next(chain).orElseThrow().code().equals(code));
    }
}
