package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.engine.listener.StatusCause;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private static final EngineListener FAILING = EngineListener.of(event -> {
        throw new IllegalStateException("on purpose");
    });

    private static final EngineListener BROKEN = EngineListener.of(event -> {
        throw new AssertionError("on purpose");
    });

    private final List<String> second = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        released.countDown();
        hub.close();
    }

    @Test
    void each_receives_every_event() {
        restart(EngineListener.of(event -> second.add(event.getClass().getSimpleName())));
        hub.create(EngineFixture.CI);
        hub.publish("push-1");

        await(() -> second.size() == 4 && hub.changes.size() == 4);
        assertThat(second)
                .containsExactly("WebhookStatusChanged", "ChainStarted", "AttemptCompleted", "ChainStateChanged");
    }

    @Test
    void one_misses_nothing_because_another_one_throws() {
        restart(FAILING, BROKEN, EngineListener.of(event -> second.add("event")));

        hub.create(EngineFixture.CI);
        hub.publish("push-1");

        await(() -> second.size() == 4 && hub.changes.size() == 4);
        assertThat(hub.engine.health().problems()).isEmpty();
        assertThat(hub.engine.notes()).isEmpty();
    }

    @Test
    void one_that_hangs_delays_no_other_and_is_a_note_and_no_problem() {
        var slow = new Hanging();
        restart(slow, EngineListener.of(event -> second.add("event")));
        hub.create(EngineFixture.CI);
        hub.publish("push-1");
        await(() -> second.size() == 4);
        // The fixture's own listener, which is the first, and the second.
        await(() -> hub.engine.gauges().listenerQueue() == 3);
        String since = hub.clock.instant().toString();

        hub.clock.advance(Duration.ofSeconds(31));

        await(() -> hub.engine.health().isHealthy());
        assertThat(hub.engine.notes())
                .containsExactly("listener " + Hanging.class.getName() + " has been busy with one event since " + since
                        + ", and 3 wait for it");
    }

    @Test
    void one_that_is_10_000_events_behind_misses_some_which_is_counted() {
        var missed = new AtomicLong();
        var slow = new Hanging();
        hub.close();
        hub = new EngineFixture(builder -> builder.addListener(slow).metrics(new EngineMetrics() {
            @Override
            public void onListenerEventsMissed(Class<?> listener) {
                missed.addAndGet(listener.equals(Hanging.class) ? 1 : 0);
            }
        }));
        for (int topic = 0; topic < 20; topic++) {
            hub.create(EngineFixture.CI);
        }
        // 600 events of 20 chains each: 12,000 starts of chains.
        for (int call = 0; call < 600; call++) {
            hub.engine.publish(hub.push("push-" + call));
        }

        await(() -> missed.get() > 1_000);
        assertThat(hub.engine.gauges().listenerEventsMissed()).isGreaterThan(1_000);
        // The fixture's own listener may be too slow too.
        assertThat(hub.engine.notes())
                .filteredOn(note -> note.contains("Hanging"))
                .singleElement()
                .asString()
                .startsWith("listener " + Hanging.class.getName() + " was too slow and has missed ")
                .endsWith(" events, the last at " + hub.clock.instant() + "; the history has them");
        hub.clock.advance(Duration.ofMinutes(10));
        await(() -> hub.engine.notes().stream().noneMatch(note -> note.contains("missed")));
    }

    @Test
    void one_receives_what_was_waiting_at_closing_although_another_one_hangs() {
        restart(new Hanging(), EngineListener.of(event -> second.add("event")));
        hub.create(EngineFixture.CI);

        hub.engine.close();

        assertThat(second).hasSize(1);
    }

    @Test
    void a_status_event_has_the_status_before_and_the_cause() {
        Webhook webhook = hub.create(EngineFixture.CI);
        hub.engine.webhooks().disable(webhook.id());
        hub.engine.webhooks().delete(webhook.id());

        await(() -> hub.changes.size() == 3);
        assertThat(hub.changes)
                .containsExactly(
                        changed(webhook, null, WebhookStatus.ENABLED),
                        changed(webhook, WebhookStatus.ENABLED, WebhookStatus.DISABLED),
                        changed(webhook, WebhookStatus.DISABLED, WebhookStatus.DELETED));
    }

    @Test
    void a_status_event_says_that_another_node_changed_the_webhook() {
        try (WebhookEngine other = EngineFixture.startOn(hub.store, new ScriptedTransport(), hub.clock)) {
            Webhook webhook = other.webhooks()
                    .create(EngineFixture.draft(EngineFixture.CI).build());
            hub.clock.advance(Duration.ofSeconds(1));

            await(() -> hub.changes.size() == 1);

            assertThat(hub.changes)
                    .containsExactly(new EngineEvent.WebhookStatusChanged(
                            webhook.id(), null, WebhookStatus.ENABLED, StatusCause.OTHER_NODE, hub.clock.instant()));
        }
    }

    @Test
    void a_status_event_says_that_a_destination_is_gone() {
        Webhook webhook = hub.create(EngineFixture.CI);
        hub.transport.on(EngineFixture.CI).respond(410);

        hub.publish("push-1");

        await(() -> hub.changes.contains(new EngineEvent.WebhookStatusChanged(
                webhook.id(),
                WebhookStatus.ENABLED,
                WebhookStatus.DISABLED_GONE,
                StatusCause.GONE,
                hub.clock.instant())));
    }

    @Test
    void an_engine_has_at_most_16() {
        var builder = WebhookEngine.builder(new InMemoryStore(), new ScriptedTransport());
        for (int listener = 0; listener < 16; listener++) {
            builder.addListener(FAILING);
        }

        assertThatThrownBy(() -> builder.addListener(FAILING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an engine must have at most 16 listeners, was 17; have one listener call several");
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose: what callers may pass
    void one_must_not_be_null() {
        var builder = WebhookEngine.builder(new InMemoryStore(), new ScriptedTransport());

        assertThatThrownBy(() -> builder.addListener(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("listener");
        assertThatThrownBy(() -> builder.metrics(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("metrics");
    }

    private EngineEvent changed(Webhook webhook, @Nullable WebhookStatus before, WebhookStatus after) {
        return new EngineEvent.WebhookStatusChanged(
                webhook.id(), before, after, StatusCause.APPLICATION, hub.clock.instant());
    }

    private void restart(EngineListener... listeners) {
        hub.close();
        hub = new EngineFixture(builder -> {
            List.of(listeners).forEach(builder::addListener);
            return builder;
        });
    }

    private final class Hanging implements EngineListener {
        @Override
        public void onEvent(EngineEvent event) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
