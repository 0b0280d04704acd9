package io.github.webhooks4j.engine.internal.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetricsRecorderTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void is_off_and_reads_no_clock_without_metrics() {
        var recorder = new MetricsRecorder("test", clock, EngineMetrics.NONE);

        assertThat(recorder.isOn()).isFalse();
        assertThat(recorder.begin()).isEqualTo(Instant.MIN);
        assertThat(recorder.since(Instant.MIN)).isZero();
        recorder.record(metrics -> {
            throw new AssertionError("must not be called");
        });
        assertThat(recorder.failures()).isZero();
    }

    @Test
    void measures_by_its_clock_and_nothing_when_that_is_set_back() {
        var recorder = new MetricsRecorder("test", clock, new EngineMetrics() {});
        Instant begun = recorder.begin();

        clock.advance(Duration.ofMillis(3));
        assertThat(recorder.since(begun)).isEqualTo(Duration.ofMillis(3));
        clock.set(begun.minusSeconds(1));
        assertThat(recorder.since(begun)).isZero();
    }

    @Test
    void catches_and_counts_what_metrics_throw() {
        var recorder = new MetricsRecorder("test", clock, new EngineMetrics() {});

        recorder.record(metrics -> {
            throw new IllegalStateException("on purpose");
        });
        recorder.record(metrics -> {
            throw new StackOverflowError("on purpose");
        });

        assertThat(recorder.failures()).isEqualTo(2);
    }
}
