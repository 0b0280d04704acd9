package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two engines on one store. */
class NodesTest {
    private final AtomicReference<Instant> renewedAt = new AtomicReference<>(Instant.MIN);
    private final EngineFixture hub = new EngineFixture(options -> options.metrics(new EngineMetrics() {
        @Override
        public void onLeasesRenewed(int renewed, int lost, Duration duration) {
            renewedAt.set(hub().clock.instant());
        }
    }));
    private final InMemoryStore otherStore = hub.store.join();
    private final ScriptedTransport otherTransport = new ScriptedTransport();
    private final WebhookEngine other = join(otherStore);

    @AfterEach
    void close() {
        hub.transport.release();
        otherTransport.release();
        other.close();
        hub.close();
    }

    @Test
    void sees_the_webhooks_of_another_node() {
        Webhook webhook = hub.create(CI);

        EngineFixture.await(() -> other.webhooks().get(webhook.id()).isPresent());
        other.webhooks().disable(webhook.id());
        EngineFixture.await(
                () -> hub.engine.webhooks().get(webhook.id()).orElseThrow().status() == WebhookStatus.DISABLED);
        other.webhooks().delete(webhook.id());
        EngineFixture.await(() -> hub.engine.webhooks().list().isEmpty());
    }

    @Test
    void shows_how_many_nodes_deliver() {
        EngineFixture.await(() -> hub.engine.health().deliveringNodes() >= 1);
        other.stopDelivering(Duration.ZERO);
        EngineFixture.await(() -> other.health().deliveringNodes() == 0);
        hub.clock.advance(Duration.ofSeconds(10));
        EngineFixture.await(() -> hub.engine.health().deliveringNodes() == 1);

        other.startDelivering();

        EngineFixture.await(() -> other.health().deliveringNodes() == 2);
        hub.clock.advance(Duration.ofSeconds(10));
        EngineFixture.await(() -> hub.engine.health().deliveringNodes() == 2);
    }

    @Test
    void advances_a_chain_whichever_node_is_called_back() {
        hub.create(CI, DEPLOY);
        otherTransport.on(DEPLOY).respond(200);
        ChainId chain = hub.publish("push-1");
        byte[] payload = hub.request(CI, 1).body();
        hub.awaitState(chain, "awaiting_callback");

        String path = requireNonNull(PushPayload.parse(payload).callbackUrl()).getPath();
        assertThat(other.callbacks()
                        .handle("POST", path, Callback.success().toJson())
                        .status())
                .isEqualTo(200);
        assertThat(hub.callBack(payload, Callback.success()).status()).isEqualTo(200);
        assertThat(hub.callBack(payload, Callback.failure()).status()).isEqualTo(409);

        EngineFixture.await(() -> hub.transport.requests(DEPLOY).size()
                        + otherTransport.requests(DEPLOY).size()
                == 1);
    }

    @Test
    void takes_over_what_a_dead_node_held_once_its_leases_have_ended() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);
        // As if it had died: its renewals and its results reach no store any more.
        hub.store.close();

        hub.clock.advance(Duration.ofSeconds(15));

        EngineFixture.await(() -> other.chainCounts().complete() == 1);
        assertThat(otherTransport.requests(CI)).hasSize(1);
        assertThat(otherTransport.requests(CI).get(0).header("webhook-id"))
                .isEqualTo(hub.transport.requests(CI).get(0).header("webhook-id"));
        assertThat(other.health().leaseTakeovers()).isEqualTo(1);
        assertThat(other.history().chain(chain)).isPresent();
    }

    @Test
    void keeps_what_it_holds_for_as_long_as_it_lives() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        hub.publish("push-1");
        hub.request(CI, 1);
        Instant publishedAt = hub.clock.instant();

        for (int second = 0; second < 60; second++) {
            hub.clock.advance(Duration.ofSeconds(1));
            awaitRenewal(publishedAt);
        }

        assertThat(otherTransport.requests(CI)).isEmpty();
    }

    @Test
    void takes_at_once_what_a_closing_node_releases() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        for (int event = 0; event < 20; event++) {
            hub.publish("push-" + event);
        }
        hub.request(CI, 1);
        var closing = new Thread(hub.engine::close);
        closing.start();

        EngineFixture.await(() -> otherTransport.requests(CI).size() == 19);
        hub.transport.release();
        EngineFixture.await(() -> !closing.isAlive());
        assertThat(hub.transport.requests(CI)).hasSize(1);
    }

    @Test
    void counts_a_success_that_comes_after_a_takeover_and_keeps_both_attempts() {
        hub.create(CI);
        hub.transport.on(CI).hang().respond(200);
        otherTransport.on(CI).respond(500);
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);
        InMemoryStore seen = hub.store.join();
        seen.forNode(Clock.fixed(hub.clock.instant().plusSeconds(15), ZoneOffset.UTC))
                .claim(
                        List.of(new ClaimRequest(
                                new LaneKey(hub.engine.webhooks().list().get(0).id(), 0), 1)),
                        new LeaseRequest(new NodeId("node_x"), Duration.ofMinutes(5)));

        hub.transport.release();

        hub.awaitState(chain, "complete");
        assertThat(seen.findChain(chain).orElseThrow().attempts())
                .extracting(StoredAttempt::key)
                .extracting(ClaimToken::fencingToken)
                .containsExactly(1);
    }

    /** Waits until the lease of what the node holds lasts for more than 5 seconds. */
    private void awaitRenewal(Instant publishedAt) {
        var tooLongAgo = hub.clock.instant().minusSeconds(10);
        EngineFixture.await(
                () -> publishedAt.isAfter(tooLongAgo) || renewedAt.get().isAfter(tooLongAgo));
    }

    private EngineFixture hub() {
        return hub;
    }

    private WebhookEngine join(Store store) {
        return EngineFixture.startOn(store, otherTransport, hub.clock);
    }
}
