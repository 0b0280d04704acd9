package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.await;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.simulation.HostedStore;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two engines run while their database goes back in time: it is restored from a backup, or fails over to a server that
 * had not got the last commits. Their clock stands still, so they refresh the webhooks only when the test advances it
 * by a second.
 */
class EarlierDatabaseTest {
    private final EngineFixture hub = new EngineFixture();
    private final ScriptedTransport otherTransport = new ScriptedTransport();
    private final WebhookEngine other = EngineFixture.startOn(hub.store.join(), otherTransport, hub.clock);

    @AfterEach
    void close() {
        hub.transport.release();
        otherTransport.release();
        other.close();
        hub.close();
    }

    @Test
    void lets_nodes_agree_with_it_within_a_second() {
        Webhook changed = hub.create(CI);
        Webhook deleted = hub.create(CI);
        Webhook moved = hub.create(CI);
        var earlier = hub.store.snapshot();
        hub.engine.webhooks().disable(changed.id());
        hub.engine.webhooks().delete(deleted.id());
        hub.engine.webhooks().update(moved.id(), draft(DEPLOY).build());
        hub.create(DEPLOY);
        await(() -> other.webhooks().list().equals(hub.engine.webhooks().list()));

        hub.store.restore(earlier);
        hub.clock.advance(Duration.ofSeconds(1));

        for (WebhookEngine engine : List.of(hub.engine, other)) {
            await(() -> Set.copyOf(engine.webhooks().list()).equals(Set.of(changed, deleted, moved)));
        }
    }

    @Test
    void starts_the_chains_of_its_own_webhooks_before_a_node_has_looked_at_it() {
        Webhook webhook = hub.create(CI);
        var earlier = hub.store.snapshot();
        hub.engine.webhooks().update(webhook.id(), elsewhere());

        hub.store.restore(earlier);
        PublishResult publication = hub.engine.publish(hub.push("push-1"));

        assertThat(publication.chains()).hasSize(1);
        hub.awaitState(publication.chains().get(0), "complete");
        assertThat(hub.engine.webhooks().get(webhook.id())).contains(webhook);
    }

    @Test
    void starts_the_chains_of_its_webhooks_on_a_node_that_saw_a_lost_change() {
        Webhook webhook = hub.create(CI);
        var earlier = hub.store.snapshot();
        hub.engine.webhooks().disable(webhook.id());
        await(() -> other.webhooks()
                .get(webhook.id())
                .filter(known -> known.status() == WebhookStatus.DISABLED)
                .isPresent());

        hub.store.restore(earlier);
        // Also when its count is the same again.
        hub.engine.webhooks().rotateSecret(webhook.id());

        assertThat(other.publishAsync(hub.push("push-1")).join().chains()).hasSize(1);
    }

    @Test
    void starts_no_chain_of_a_webhook_that_it_never_had_and_poisons_nothing() {
        Webhook there = hub.create(CI);
        var earlier = hub.store.snapshot();
        Webhook lost = hub.create(DEPLOY);

        hub.store.restore(earlier);
        PublishResult publication = hub.engine.publish(hub.push("push-1"));

        assertThat(publication.chains()).hasSize(1);
        hub.awaitState(publication.chains().get(0), "complete");
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();
        assertThat(hub.engine.webhooks().list()).containsExactly(there);
        assertThatThrownBy(() -> hub.engine.webhooks().disable(lost.id())).isInstanceOf(UnknownWebhookException.class);
        assertThat(hub.engine.health().problems()).isEmpty();
    }

    @Test
    void takes_what_was_in_flight_when_it_lost_the_chain_and_the_webhook() {
        Webhook there = hub.create(CI);
        var earlier = hub.store.snapshot();
        Webhook lost = hub.create(DEPLOY);
        hub.transport.on(DEPLOY).hang().respond(200);
        hub.publish("push-1");
        hub.request(DEPLOY, 1);

        hub.store.restore(earlier);
        hub.transport.release();
        ChainId chain = hub.publish("push-2");

        hub.awaitState(chain, "complete");
        await(() -> hub.engine.webhooks().list().equals(List.of(there)));
        assertThat(hub.store.listChains(lost.id(), null, 10)).isEmpty();
        assertThat(hub.engine.chainCounts().accepted()).isEqualTo(1);
        await(() -> hub.engine.health().problems().isEmpty());
    }

    @Test
    void cancels_a_chain_that_it_has_of_a_webhook_that_it_never_had() {
        hub.create(CI);
        var earlier = hub.store.snapshot();
        Webhook lost = hub.create(DEPLOY);
        hub.store.restore(earlier);
        hub.clock.advance(Duration.ofSeconds(1));
        await(() -> hub.engine.webhooks().get(lost.id()).isEmpty()
                && other.webhooks().get(lost.id()).isEmpty());
        var chain = new ChainId("chn_of_a_lost_webhook");
        Event event = hub.push("push-1");
        hub.store.commit(List.of(new Mutation.Publish(List.of(new NewEvent(
                1,
                event,
                List.of(new NewChain(chain, lost.id(), 1, lost.settings().plan(), null)))))));

        hub.clock.advance(Duration.ofSeconds(15));

        await(() -> hub.store.findChain(chain).orElseThrow().chain().chain().state() instanceof ChainState.Cancelled);
        await(() -> hub.engine.health().problems().isEmpty());
    }

    @Test
    void runs_a_chain_again_by_the_settings_that_it_has() {
        Webhook webhook = hub.create(CI);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "complete");
        var earlier = hub.store.snapshot();
        hub.engine.webhooks().update(webhook.id(), draft(DEPLOY, CI).build());

        hub.store.restore(earlier);
        ChainId again = hub.engine.chains().rerun(chain);

        hub.awaitState(again, "complete");
        assertThat(hub.transport.requests(CI).size()
                        + otherTransport.requests(CI).size())
                .isEqualTo(2);
    }

    @Test
    void sends_a_test_by_the_settings_that_it_has() {
        Webhook webhook = hub.create(CI);
        var earlier = hub.store.snapshot();
        hub.engine.webhooks().update(webhook.id(), draft(DEPLOY, CI).build());

        hub.store.restore(earlier);
        ChainId test = hub.engine.webhooks().sendTest(webhook.id());

        hub.awaitState(test, "complete");
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();
    }

    @Test
    void gets_an_event_of_a_transaction_with_the_chains_of_its_own_webhooks() {
        var shared = new HostedStore(hub.store.join());
        WebhookEngine engine = WebhookEngine.builder(shared.asStore(), hub.transport)
                .clock(hub.clock)
                .pollInterval(Duration.ofMillis(2))
                .start();
        try {
            WebhookId id = engine.webhooks().create(draft(CI).build()).id();
            var earlier = hub.store.snapshot();
            engine.webhooks().update(id, elsewhere());

            hub.store.restore(earlier);

            assertThat(engine.in(HostedStore.CONNECTION)
                            .publish(hub.push("push-1"))
                            .chains())
                    .hasSize(1);
        } finally {
            engine.close();
        }
    }

    @Test
    void that_goes_back_again_and_again_fails_a_publish_instead_of_holding_it() {
        Webhook webhook = hub.create(CI);
        var earlier = new AtomicReference<>(hub.store.snapshot());
        var goesBack = new AtomicBoolean();
        Store store = HookedStore.of(hub.store.join(), (method, arguments) -> {
            if (method.equals("commit") && goesBack.get()) {
                // Whatever the node has seen is lost, and another change is made in its place.
                hub.store.restore(earlier.get());
                StoredWebhook stored = hub.store.webhooks(0).get(0);
                hub.store.save(stored.webhook(), stored.change());
            }
        });
        try (WebhookEngine engine = EngineFixture.startOn(store, otherTransport, hub.clock)) {
            engine.webhooks().rotateSecret(webhook.id());
            goesBack.set(true);

            assertThatThrownBy(() -> engine.publish(hub.push("push-1")))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("the webhooks of the store were replaced 3 times while an event was published; "
                            + "publish it again when the database has been restored");
            goesBack.set(false);
        }
    }

    private static WebhookDraft elsewhere() {
        return WebhookDraft.builder("CI and deploy", "acme/other", List.of(CI)).build();
    }
}
