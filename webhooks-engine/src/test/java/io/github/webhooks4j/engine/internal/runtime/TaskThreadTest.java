package io.github.webhooks4j.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.health.TaskHealth;
import io.github.webhooks4j.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskThreadTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger steps = new AtomicInteger();
    private TaskThread loop = new TaskThread("test", clock, LONG);

    @AfterEach
    void stop() throws InterruptedException {
        assertThat(loop.stop(LONG)).isTrue();
    }

    @Test
    void does_a_step_when_started_and_when_woken() {
        loop.start(() -> {
            steps.incrementAndGet();
            return null;
        });
        EngineFixture.await(() -> steps.get() == 1);

        loop.wake();

        EngineFixture.await(() -> steps.get() == 2);
    }

    @Test
    void does_a_step_when_the_time_comes_that_the_last_one_asked_for() {
        loop = new TaskThread("test", clock, Duration.ofMillis(1));
        loop.start(() -> {
            steps.incrementAndGet();
            return clock.instant().plusSeconds(60);
        });
        EngineFixture.await(() -> steps.get() >= 1);
        int before = steps.get();

        clock.advance(Duration.ofSeconds(60));

        EngineFixture.await(() -> steps.get() > before);
    }

    @Test
    void survives_whatever_a_step_throws() throws InterruptedException {
        loop = new TaskThread("test", Clock.systemUTC(), LONG);
        var recovered = new CountDownLatch(1);
        loop.start(() -> {
            switch (steps.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("on purpose");
                case 2 -> throw new StackOverflowError("on purpose");
                default -> recovered.countDown();
            }
            return null;
        });

        assertThat(recovered.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void goes_on_though_what_runs_on_it_interrupts_it() {
        loop.start(() -> {
            steps.incrementAndGet();
            Thread.currentThread().interrupt();
            return null;
        });
        EngineFixture.await(() -> steps.get() >= 1);

        loop.wake();
        EngineFixture.await(() -> steps.get() >= 2);
        loop.wake();
        EngineFixture.await(() -> steps.get() >= 3);
    }

    @Test
    void says_that_it_does_not_run_before_it_is_started_and_after_it_was_stopped() throws InterruptedException {
        assertThat(loop.health()).isEqualTo(new TaskHealth("test", false, null, 0, null, null));

        loop.start(() -> null);
        assertThat(loop.health().alive()).isTrue();
        assertThat(loop.stop(LONG)).isTrue();

        assertThat(loop.health()).isEqualTo(new TaskHealth("test", false, null, 0, null, null));
    }

    @Test
    void says_since_when_it_has_been_in_a_step() {
        var goOn = new CountDownLatch(1);
        loop.start(() -> {
            awaitQuietly(goOn);
            return null;
        });
        EngineFixture.await(() -> loop.health().stepStartedAt() != null);
        Instant begun = clock.instant();
        clock.advance(Duration.ofSeconds(40));

        assertThat(loop.health()).isEqualTo(new TaskHealth("test", true, begun, 0, null, null));

        goOn.countDown();
        EngineFixture.await(() -> loop.health().stepStartedAt() == null);
    }

    @Test
    void counts_the_steps_that_fail_in_a_row_and_says_since_when_and_what_with() {
        Instant first = clock.instant();
        loop.start(() -> {
            int step = steps.incrementAndGet();
            if (step <= 3) {
                clock.advance(Duration.ofSeconds(1));
                throw new IllegalStateException("failure " + step);
            }
            return null;
        });
        EngineFixture.await(() -> loop.health().consecutiveFailures() == 2);

        assertThat(loop.health())
                .isEqualTo(new TaskHealth(
                        "test", true, null, 2, first.plusSeconds(1), "java.lang.IllegalStateException: failure 2"));

        EngineFixture.await(() -> steps.get() == 4);
        EngineFixture.await(() -> loop.health().equals(new TaskHealth("test", true, null, 0, null, null)));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
