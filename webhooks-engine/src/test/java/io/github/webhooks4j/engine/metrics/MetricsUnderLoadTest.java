package io.github.webhooks4j.engine.metrics;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.history.HistoryPage;
import io.github.webhooks4j.engine.history.StepHistory;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an engine reports to its metrics, on its own threads. */
class MetricsUnderLoadTest {
    private static final int EVENTS = 2_000;

    @Test
    void counts_every_event_and_attempt_that_the_history_has() {
        var counts = new Counts();
        try (var hub = new EngineFixture(builder -> builder.metrics(counts).maxInFlight(64))) {
            var requests = new AtomicInteger();
            // A prompt refusal is tried again later, and the clock stands still.
            hub.transport.on(CI).respond(request -> answer(requests.incrementAndGet() % 3 == 0 ? 422 : 200));
            Webhook webhook = hub.create(CI);

            IntStream.range(0, EVENTS).parallel().forEach(number -> hub.publish("push-" + number));

            await(() -> counts.recorded.get() == EVENTS);
            assertThat(counts.published.get()).isEqualTo(EVENTS);
            assertThat(counts.attempts.get()).isEqualTo(EVENTS);
            assertThat(attemptsInHistory(hub, webhook)).isEqualTo(EVENTS);
            assertThat(counts.mutations.get()).isGreaterThanOrEqualTo(2L * EVENTS);
            assertThat(hub.engine.gauges().pendingCommits()).isZero();
        }
    }

    @Test
    void receive_that_leases_are_renewed() {
        var counts = new Counts();
        try (var hub = new EngineFixture(builder -> builder.metrics(counts))) {
            hub.transport.on(DEPLOY).hang();
            hub.create(DEPLOY);
            hub.publish("push-1");
            hub.request(DEPLOY, 1);
            assertThat(hub.engine.gauges().inFlight()).isEqualTo(1);

            hub.clock.advance(Duration.ofSeconds(6));

            await(() -> counts.renewed.get() > 0);
            hub.transport.release();
        }
    }

    private static DeliveryResult answer(int status) {
        return new DeliveryResult.Response(status, null, null, "", Timing.ofTotal(Duration.ZERO));
    }

    private static int attemptsInHistory(EngineFixture hub, Webhook webhook) {
        int attempts = 0;
        HistoryPage page = hub.engine.history().page(webhook.id(), 100, null);
        while (!page.chains().isEmpty()) {
            for (ChainHistory chain : page.chains()) {
                for (StepHistory step : chain.steps()) {
                    attempts += step.attempts().size();
                }
            }
            if (page.next() == null) {
                return attempts;
            }
            page = hub.engine.history().page(webhook.id(), 100, page.next());
        }
        return attempts;
    }

    private static final class Counts implements EngineMetrics {
        private final AtomicLong published = new AtomicLong();
        private final AtomicLong attempts = new AtomicLong();
        private final AtomicLong recorded = new AtomicLong();
        private final AtomicLong mutations = new AtomicLong();
        private final AtomicLong renewed = new AtomicLong();

        @Override
        public void onPublished(int events, int duplicates, Duration duration) {
            published.addAndGet(events);
        }

        @Override
        public void onAttemptCompleted(CompletedAttempt attempt) {
            attempts.incrementAndGet();
        }

        @Override
        public void onCommitted(int committed, Duration duration) {
            mutations.addAndGet(committed);
        }

        @Override
        public void onEvent(EngineEvent event) {
            recorded.addAndGet(event instanceof EngineEvent.AttemptCompleted ? 1 : 0);
        }

        @Override
        public void onLeasesRenewed(int count, int lost, Duration duration) {
            renewed.addAndGet(count);
        }
    }
}
