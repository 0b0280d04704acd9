package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.await;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two engines on one store with a clock of its own, as a database server has; the clock of the second engine is days off. */
class ClocksOnNodesTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final ManualClock storeClock = new ManualClock();
    private final ManualClock wrongClock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore(storeClock);
    private final ScriptedTransport transport = new ScriptedTransport();
    private final AtomicInteger cleanUps = new AtomicInteger();
    private final WebhookEngine right = start(store, storeClock);

    @AfterEach
    void close() {
        right.close();
    }

    @Test
    void loses_no_history_by_a_node_that_is_40_days_ahead() {
        ChainId chain = complete();
        wrongClock.advance(Duration.ofDays(40));

        try (WebhookEngine wrong = startWrong()) {
            awaitCleanUp();

            assertThat(wrong.history().chain(chain)).isPresent();
        }
    }

    @Test
    void loses_no_history_by_a_node_whose_clock_leaps_while_it_runs() {
        ChainId chain = complete();

        try (WebhookEngine wrong = startWrong()) {
            awaitCleanUp();
            wrongClock.advance(Duration.ofDays(40));
            awaitCleanUp();

            assertThat(wrong.history().chain(chain)).isPresent();
        }
    }

    @Test
    void disables_no_webhook_by_a_node_that_is_6_days_behind() {
        wrongClock.set(storeClock.instant().minus(Duration.ofDays(6)));
        transport.on(CI).respond(503);
        var atOnce = new RetrySchedule(Collections.nCopies(15, Duration.ZERO), 0);

        try (WebhookEngine wrong = startWrong()) {
            WebhookId id = wrong.webhooks()
                    .create(draft(CI).retrySchedule(atOnce).build())
                    .id();
            wrong.publish(push());
            await(() -> {
                // For the circuit, which lets one attempt a second begin.
                wrongClock.advance(Duration.ofMillis(100));
                storeClock.advance(Duration.ofMillis(100));
                return store.chainCounts().interrupted() == 1;
            });

            assertThat(store.webhook(id).orElseThrow().webhook().status()).isEqualTo(WebhookStatus.ENABLED);
        }
    }

    /** Returns a chain that is complete. */
    private ChainId complete() {
        right.webhooks().create(draft(CI).build());
        ChainId chain = right.publish(push()).chains().get(0);
        await(() -> store.chainCounts().complete() == 1);
        return chain;
    }

    /** Lets the wrong node clean up once more, to the end: until it begins the next one. */
    private void awaitCleanUp() {
        for (int i = 0; i < 2; i++) {
            int before = cleanUps.get();
            wrongClock.advance(TEN_MINUTES);
            await(() -> cleanUps.get() > before);
        }
    }

    private WebhookEngine startWrong() {
        return start(
                HookedStore.of(store.join(), (method, arguments) -> {
                    if (method.equals("prune")) {
                        cleanUps.incrementAndGet();
                    }
                }),
                wrongClock);
    }

    private WebhookEngine start(Store each, ManualClock clock) {
        return EngineFixture.startOn(each, transport, clock);
    }

    private Event push() {
        return PushEvents.of(
                new EventId("push-1"),
                storeClock.instant(),
                PushPayload.of(
                        PushData.of(storeClock.instant(), "ada", "latest"),
                        Repository.builder("acme/app").build()));
    }
}
