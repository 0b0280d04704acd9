package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.health.TaskHealth;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.spi.store.Subscription;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.Webhook;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine that is open, delivers, stops delivering, delivers again and is closed. */
class EnginePhasesTest {
    private final EngineFixture hub = new EngineFixture();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        hub.transport.release();
        hub.close();
    }

    @Test
    void an_engine_that_was_only_built_publishes_and_claims_nothing() {
        build();
        hub.create(CI);

        hub.publish("push-1");

        assertThat(hub.engine.phase()).isEqualTo(EnginePhase.OPEN);
        assertThat(hub.store.lanes())
                .as("any node may claim it now")
                .extracting(LaneDueTime::at)
                .containsExactly(hub.clock.instant());
        assertThat(hub.transport.requests()).isEmpty();
        assertThat(calls).doesNotContain("claim");
    }

    @Test
    void another_node_delivers_at_once_what_a_built_engine_publishes() {
        build();
        hub.create(CI);
        try (WebhookEngine other = EngineFixture.startOn(hub.store.join(), hub.transport, hub.clock)) {
            ChainId chain = hub.publish("push-1");

            hub.awaitState(chain, "complete");
            assertThat(other.health().leaseTakeovers()).isZero();
        }
    }

    @Test
    void a_built_engine_takes_callbacks() {
        build();
        hub.create(CI, DEPLOY);
        try (WebhookEngine other = EngineFixture.startOn(hub.store.join(), hub.transport, hub.clock)) {
            ChainId chain = hub.publish("push-1");
            RecordedDelivery request = hub.request(CI, 1);
            hub.awaitState(chain, "awaiting_callback");

            assertThat(hub.callBack(request, Callback.success()).status()).isEqualTo(200);

            hub.request(DEPLOY, 1);
            assertThat(other.phase()).isEqualTo(EnginePhase.DELIVERING);
        }
    }

    @Test
    void a_built_engine_delivers_what_it_published_once_it_is_started() {
        build();
        hub.create(CI);
        ChainId chain = hub.publish("push-1");

        hub.engine.startDelivering();

        hub.awaitState(chain, "complete");
        assertThat(hub.engine.phase()).isEqualTo(EnginePhase.DELIVERING);
    }

    @Test
    void an_engine_that_stopped_delivering_goes_on_publishing_and_can_start_again() {
        hub.create(CI);
        hub.awaitState(hub.publish("push-1"), "complete");

        assertThat(hub.engine.stopDelivering(Duration.ofSeconds(10))).isTrue();
        ChainId later = hub.publish("push-2");
        assertThat(hub.engine.phase()).isEqualTo(EnginePhase.OPEN);
        assertThat(hub.store.lanes()).hasSize(1);
        assertThat(hub.transport.requests(CI)).hasSize(1);
        hub.engine.startDelivering();

        hub.awaitState(later, "complete");
    }

    @Test
    void stopping_waits_for_the_attempts_in_flight() throws InterruptedException {
        hub.create(CI);
        hub.transport.on(CI).hang();
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);
        var stopping = new Thread(() -> hub.engine.stopDelivering(Duration.ofMinutes(1)));

        stopping.start();
        EngineFixture.await(() -> hub.engine.phase() == EnginePhase.STOPPING);
        hub.transport.release();
        stopping.join();

        hub.awaitState(chain, "complete");
    }

    @Test
    void stopping_aborts_what_is_in_flight_after_the_grace_and_it_is_attempted_again() {
        hub.create(CI);
        hub.transport.on(CI).hang().respond(200);
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);

        assertThat(hub.engine.stopDelivering(Duration.ZERO)).isFalse();
        hub.awaitAttempts(chain, 0, 1);
        hub.engine.startDelivering();

        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return hub.state(chain).code().equals("complete");
        });
        assertThat(hub.transport.requests(CI)).hasSize(2);
    }

    @Test
    void closing_does_not_wait_for_a_grace_that_is_running() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        hub.publish("push-1");
        hub.request(CI, 1);
        var stopping = new Thread(() -> hub.engine.stopDelivering(Duration.ofMinutes(30)));
        stopping.start();
        EngineFixture.await(() -> hub.engine.phase() == EnginePhase.STOPPING);

        hub.transport.release();
        hub.engine.close();

        EngineFixture.await(() -> !stopping.isAlive());
        assertThat(hub.engine.phase()).isEqualTo(EnginePhase.CLOSED);
    }

    @Test
    void a_closed_engine_starts_no_more() {
        hub.engine.close();

        assertThatThrownBy(hub.engine::startDelivering).isInstanceOf(EngineClosedException.class);
        assertThat(hub.engine.stopDelivering(Duration.ZERO)).isTrue();
    }

    @Test
    void a_grace_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> hub.engine.stopDelivering(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grace must be PT0S to PT1H, was PT-0.001S");
    }

    @Test
    void a_closed_engine_is_forgotten_by_its_store() {
        var subscriptions = new AtomicInteger();
        Store counting = (Store) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("forNode")) {
                        return proxy;
                    }
                    if (method.getName().equals("subscribe")) {
                        Subscription subscription = hub.store.subscribe((StoreListener) arguments[0]);
                        subscriptions.incrementAndGet();
                        return (Subscription) () -> {
                            subscription.close();
                            subscriptions.decrementAndGet();
                        };
                    }
                    return method.invoke(hub.store, arguments);
                });
        WebhookEngine engine = EngineFixture.startOn(counting, hub.transport, hub.clock);
        assertThat(subscriptions).hasValue(1);

        engine.close();

        assertThat(subscriptions).hasValue(0);
    }

    @Test
    void a_part_that_fails_delays_no_other_and_has_its_own_line_in_health() {
        hub.engine.close();
        WebhookEngineBuilder builder = WebhookEngine.builder(
                        HookedStore.of(hub.store, (method, arguments) -> {
                            if (method.equals("abandoned")) {
                                throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                            }
                        }),
                        hub.transport)
                .clock(hub.clock)
                .pollInterval(Duration.ofMillis(2));
        builder.slice = 1;
        hub.engine = builder.start();
        hub.create(CI);
        hub.create(DEPLOY);

        hub.engine.publish(hub.push("push-1"));

        EngineFixture.await(() -> hub.engine.chainCounts().complete() == 2);
        assertThat(failingLoops()).containsExactly("webhooks-deletions");
    }

    @Test
    void chains_are_moved_although_the_registry_cannot_be_refreshed() {
        var failing = new AtomicBoolean();
        hub.engine.close();
        hub.engine = WebhookEngine.builder(
                        HookedStore.of(hub.store, (method, arguments) -> {
                            if (method.equals("webhookChanges") && failing.get()) {
                                throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                            }
                        }),
                        hub.transport)
                .callbackBase(EngineFixture.BASE)
                .clock(hub.clock)
                .pollInterval(Duration.ofMillis(2))
                .start();
        Webhook webhook = hub.create(CI, DEPLOY);
        hub.awaitState(hub.publish("push-1"), "awaiting_callback");
        failing.set(true);
        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return failingLoops().contains("webhooks-refresh");
        });

        hub.engine
                .webhooks()
                .update(webhook.id(), draft(CI).moveUnfinished(true).build());

        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofMillis(100));
            return hub.store.unfinishedBefore(webhook.id(), 2, 1, 1).isEmpty();
        });
        assertThat(failingLoops()).containsExactly("webhooks-refresh");
    }

    private List<String> failingLoops() {
        return hub.engine.health().tasks().stream()
                .filter(loop -> loop.consecutiveFailures() > 0)
                .map(TaskHealth::name)
                .toList();
    }

    /** Has an engine that was built and not started in the place of the fixture's. */
    private void build() {
        hub.engine.close();
        hub.engine = WebhookEngine.builder(
                        HookedStore.of(hub.store, (method, arguments) -> calls.add(method)), hub.transport)
                .callbackBase(EngineFixture.BASE)
                .clock(hub.clock)
                .pollInterval(Duration.ofMillis(2))
                .build();
    }
}
