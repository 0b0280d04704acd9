package io.github.webhooks4j.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageTest {
    private final Usage usage = new Usage(
            Duration.ofMillis(50), Duration.ofMillis(30), Duration.ofMillis(10), Duration.ofMillis(400), 8_000, 2_500);

    @Test
    void the_cpu_time_of_a_delivery_is_that_of_all_processes_without_compilers() {
        assertThat(usage.perDelivery(1_000))
                .isEqualTo(Map.of(
                        "cpu_us", 90.0,
                        "cpu_us_process", 50.0,
                        "cpu_us_server", 30.0,
                        "cpu_us_receiver", 10.0,
                        "cpu_us_compilers", 400.0,
                        "allocated_bytes", 8.0,
                        "switches", 2.5));
    }

    @Test
    void work_of_another_process_counts_instead_of_that_of_this_one() {
        var other = new JvmCpu.Used(Duration.ofMillis(90), Duration.ofMillis(20));

        assertThat(usage.by(other).cpuMicros(1_000)).isEqualTo(110);
    }
}
