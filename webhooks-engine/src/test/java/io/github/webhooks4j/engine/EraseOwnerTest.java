package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.await;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ErasedWebhook;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One owner's webhooks and history are erased in one call. */
class EraseOwnerTest {
    private static final ErasedOwner NOTHING = new ErasedOwner(0, 0, 0);

    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void erases_the_webhooks_of_an_owner_with_their_chains_and_events() {
        Webhook first = create("alice", CI);
        Webhook second = create("alice", DEPLOY);
        PublishResult published = hub.engine.publish(hub.push("push-1"));
        await(() -> hub.engine.chainCounts().complete() == 2);

        assertThat(hub.engine.eraseOwner("alice")).isEqualTo(new ErasedOwner(2, 2, 1));

        assertThat(hub.engine.webhooks().list()).isEmpty();
        for (ChainId chain : published.chains()) {
            assertThat(hub.engine.history().chain(chain)).isEmpty();
        }
        for (Webhook webhook : List.of(first, second)) {
            Webhook left = hub.store.webhook(webhook.id()).orElseThrow().webhook();
            assertThat(left.settings()).isEqualTo(ErasedWebhook.SETTINGS);
            assertThat(left.secrets()).isEqualTo(ErasedWebhook.SECRETS);
        }
        assertThat(hub.engine.chainCounts()).isEqualTo(new ChainCounts(2, 2, 0, 0, 0, 0));
        assertThat(hub.engine.publish(hub.push("push-1")))
                .isEqualTo(new PublishResult(new EventId("push-1"), List.of(), false));
    }

    @Test
    void erases_the_history_of_webhooks_that_were_deleted_before() {
        Webhook webhook = create("alice", CI);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "complete");
        hub.engine.webhooks().delete(webhook.id());

        assertThat(hub.engine.eraseOwner("alice")).isEqualTo(new ErasedOwner(1, 1, 1));

        assertThat(hub.engine.history().chain(chain)).isEmpty();
        assertThat(hub.engine.eraseOwner("alice")).isEqualTo(NOTHING);
    }

    @Test
    void keeps_what_belongs_to_others() {
        create("alice", CI);
        Webhook bobs = create("bob", DEPLOY);
        Webhook nobodys = hub.create(CI);
        PublishResult published = hub.engine.publish(hub.push("push-1"));
        await(() -> hub.engine.chainCounts().complete() == 3);

        assertThat(hub.engine.eraseOwner("alice")).isEqualTo(new ErasedOwner(1, 1, 0));

        assertThat(hub.engine.webhooks().list()).containsExactlyInAnyOrder(bobs, nobodys);
        assertThat(published.chains().stream()
                        .filter(chain -> hub.engine.history().chain(chain).isPresent()))
                .hasSize(2);
        assertThat(hub.engine.publish(hub.push("push-1")).duplicate()).isTrue();
        assertThat(hub.engine.eraseOwner("bob")).isEqualTo(new ErasedOwner(1, 1, 0));
    }

    @Test
    void cancels_what_is_unfinished_and_counts_it_so() {
        hub.transport.on(CI).respond(503);
        create("alice", CI);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);

        assertThat(hub.engine.eraseOwner("alice")).isEqualTo(new ErasedOwner(1, 1, 1));

        assertThat(hub.engine.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 0, 1));
        hub.clock.advance(Duration.ofHours(1));
        assertThat(hub.transport.requests(CI)).hasSize(1);
    }

    @Test
    void ignores_an_attempt_that_is_in_flight() throws InterruptedException {
        hub.transport.on(CI).hang();
        create("alice", CI);
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);

        assertThat(hub.engine.eraseOwner("alice")).isEqualTo(new ErasedOwner(1, 1, 1));
        hub.transport.release();

        create("bob", DEPLOY);
        ChainId later = hub.publish("push-2");
        hub.awaitState(later, "complete");
        hub.store.awaitIdle(hub.clock.instant(), Duration.ofSeconds(10));
        assertThat(hub.engine.history().chain(chain)).isEmpty();
        assertThat(hub.engine.chainCounts()).isEqualTo(new ChainCounts(2, 1, 0, 0, 0, 1));
        assertThat(hub.engine.health().setAside().count()).isZero();
    }

    @Test
    void erases_many_chains_in_several_transactions() {
        create("alice", CI);
        for (int i = 0; i < 600; i++) {
            hub.publish("push-" + i);
        }
        var calls = new AtomicInteger();
        Store counted = HookedStore.of(hub.store.join(), (method, arguments) -> {
            if (method.equals("erase")) {
                calls.incrementAndGet();
            }
        });

        try (WebhookEngine other = EngineFixture.startOn(counted, new ScriptedTransport(), hub.clock)) {
            assertThat(other.eraseOwner("alice")).isEqualTo(new ErasedOwner(1, 600, 600));
        }

        assertThat(calls.get()).isGreaterThan(1);
        assertThat(hub.engine.chainCounts().isBalanced()).isTrue();
    }

    @Test
    void continues_after_a_failure_of_the_store() {
        create("alice", CI);
        create("alice", DEPLOY);
        hub.engine.publish(hub.push("push-1"));
        await(() -> hub.engine.chainCounts().complete() == 2);
        var calls = new AtomicInteger();
        Store failing = HookedStore.of(hub.store.join(), (method, arguments) -> {
            if (method.equals("erase") && calls.incrementAndGet() == 2) {
                throw new StoreException(StoreException.Reason.FAILED, "the store is away");
            }
        });

        try (WebhookEngine other = EngineFixture.startOn(failing, new ScriptedTransport(), hub.clock)) {
            assertThatThrownBy(() -> other.eraseOwner("alice"))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("the store is away");
            assertThat(other.webhooks().list()).isEmpty();

            assertThat(other.eraseOwner("alice")).isEqualTo(new ErasedOwner(1, 1, 1));
        }
    }

    @Test
    void keeps_a_webhook_that_gets_another_owner_in_the_meantime() {
        Webhook webhook = create("alice", CI);
        var calls = new AtomicInteger();
        Store slow = HookedStore.of(hub.store.join(), (method, arguments) -> {
            if (method.equals("save") && calls.incrementAndGet() == 1) {
                hub.engine.webhooks().update(webhook.id(), present -> present.owner("bob"));
            }
        });

        try (WebhookEngine other = EngineFixture.startOn(slow, new ScriptedTransport(), hub.clock)) {
            assertThat(other.eraseOwner("alice")).isEqualTo(NOTHING);

            assertThat(other.webhooks().get(webhook.id()))
                    .hasValueSatisfying(
                            kept -> assertThat(kept.settings().owner()).isEqualTo("bob"));
            assertThat(hub.store.webhook(webhook.id()).orElseThrow().webhook().secrets())
                    .isEqualTo(webhook.secrets());
        }
    }

    @Test
    void erases_nothing_of_an_unknown_owner() {
        create("alice", CI);

        assertThat(hub.engine.eraseOwner("bob")).isEqualTo(NOTHING);
        assertThat(hub.engine.webhooks().list()).hasSize(1);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refuses_what_is_no_owner() {
        assertThatThrownBy(() -> hub.engine.eraseOwner(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("owner");
        assertThatThrownBy(() -> hub.engine.eraseOwner(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an owner must be 1 to 100 characters, not all blank, was \"\"");
        assertThatThrownBy(() -> hub.engine.eraseOwner("o".repeat(101)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an owner must be 1 to 100 characters, not all blank, was 101 characters");
    }

    @Test
    void fails_once_the_engine_is_closed() {
        hub.engine.close();

        assertThatThrownBy(() -> hub.engine.eraseOwner("alice")).isInstanceOf(EngineClosedException.class);
    }

    private Webhook create(String owner, String destination) {
        return hub.engine.webhooks().create(draft(destination).owner(owner).build());
    }
}
