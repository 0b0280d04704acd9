package io.github.webhooks4j.engine.internal.upkeep;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Unfinished chains move to new settings if the update requests it. */
class SettingsMoverTest {
    private static final String OTHER = "https://other.example/hook";

    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.transport.on(CI).respond(200);
        hub.transport.release();
        hub.close();
    }

    @Test
    void a_backlog_follows_to_the_new_url_at_once() {
        Webhook webhook = hub.create(CI);
        failAll(webhook, 120);

        hub.engine
                .webhooks()
                .update(webhook.id(), draft(DEPLOY).moveUnfinished(true).build());

        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofMillis(100));
            return hub.engine.chainCounts().complete() == 120;
        });
        assertThat(hub.transport.requests(DEPLOY)).hasSize(120);
    }

    @Test
    void a_backlog_goes_on_to_the_former_url_unless_the_change_says_so() {
        Webhook webhook = hub.create(CI);
        failAll(webhook, 10);

        hub.engine.webhooks().update(webhook.id(), draft(DEPLOY).build());
        hub.transport.on(CI).respond(200);

        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return hub.engine.chainCounts().complete() == 10;
        });
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();
    }

    @Test
    void a_moved_delivery_has_the_new_headers_and_is_signed_with_the_new_secret() {
        Webhook webhook = hub.create(CI);
        hub.transport.on(CI).respond(500);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);

        Webhook changed = hub.engine
                .webhooks()
                .update(
                        webhook.id(),
                        draft(DEPLOY)
                                .headers(Map.of("X-Token", "new"))
                                .moveUnfinished(true)
                                .build());

        RecordedDelivery delivery = moved(DEPLOY);
        assertThat(changed.secret()).isNotEqualTo(webhook.secret());
        assertThat(delivery.header("X-Token")).contains("new");
        assertThat(delivery.header("webhook-attempt")).contains("2");
        assertThat(delivery.header("webhook-id")).contains(chain.value() + "_0");
    }

    @Test
    void a_chain_that_waits_for_a_callback_goes_on_with_the_new_steps() {
        Webhook webhook = hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        RecordedDelivery first = hub.request(CI, 1);
        hub.awaitState(chain, "awaiting_callback");

        hub.engine
                .webhooks()
                .update(webhook.id(), draft(CI, OTHER).moveUnfinished(true).build());
        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofMillis(100));
            return hub.store.unfinishedBefore(webhook.id(), 2, 2, 1).isEmpty();
        });
        hub.callBack(first, Callback.success());

        hub.request(OTHER, 1);
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();
    }

    @Test
    void a_chain_whose_step_is_gone_goes_on_as_it_was() {
        Webhook webhook = hub.create(CI, DEPLOY);
        hub.transport.on(DEPLOY).respond(500).respond(200);
        ChainId chain = hub.publish("push-1");
        hub.callBack(hub.request(CI, 1), Callback.success());
        hub.awaitAttempts(chain, 1, 1);

        hub.engine
                .webhooks()
                .update(webhook.id(), draft(OTHER).moveUnfinished(true).build());

        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return hub.transport.requests(DEPLOY).size() == 2;
        });
        assertThat(hub.transport.requests(OTHER)).isEmpty();
    }

    @Test
    void what_was_left_when_the_engine_died_is_moved_at_the_next_start() {
        var moves = new AtomicBoolean();
        hub.engine.close();
        hub.engine = WebhookEngine.builder(
                        HookedStore.of(hub.store, (method, arguments) -> {
                            if (method.equals("unfinishedBefore") && !moves.get()) {
                                throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                            }
                        }),
                        hub.transport)
                .clock(hub.clock)
                .pollInterval(Duration.ofMillis(2))
                .start();
        Webhook webhook = hub.create(CI);
        failAll(webhook, 20);
        hub.engine
                .webhooks()
                .update(webhook.id(), draft(DEPLOY).moveUnfinished(true).build());
        hub.engine.close();
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();

        hub.engine = hub.start(options -> options);

        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofMillis(100));
            return hub.engine.chainCounts().complete() == 20;
        });
        assertThat(hub.transport.requests(DEPLOY)).hasSize(20);
    }

    @Test
    void a_later_change_does_not_revoke_that_chains_are_moved() {
        Webhook webhook = hub.create(CI);
        hub.engine.webhooks().disable(webhook.id());
        hub.engine.webhooks().enable(webhook.id());
        failAll(webhook, 5);
        hub.engine.webhooks().disable(webhook.id());

        hub.engine
                .webhooks()
                .update(webhook.id(), draft(DEPLOY).moveUnfinished(true).build());
        hub.engine.webhooks().update(webhook.id(), draft(OTHER).build());
        hub.engine.webhooks().enable(webhook.id());

        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofMillis(100));
            return hub.engine.chainCounts().complete() == 5;
        });
        assertThat(hub.transport.requests(DEPLOY)).hasSize(5);
    }

    private void failAll(Webhook webhook, int pushes) {
        hub.transport.on(CI).respond(404);
        List<ChainId> chains = IntStream.range(0, pushes)
                .mapToObj(push -> hub.publish("old-" + push))
                .toList();
        chains.forEach(chain -> hub.awaitAttempts(chain, 0, 1));
        assertThat(hub.engine.webhooks().get(webhook.id())).isPresent();
    }

    private RecordedDelivery moved(String url) {
        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofMillis(100));
            return !hub.transport.requests(url).isEmpty();
        });
        return hub.transport.requests(url).get(0);
    }
}
