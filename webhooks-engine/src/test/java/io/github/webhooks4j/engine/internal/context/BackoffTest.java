package io.github.webhooks4j.engine.internal.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doubles_the_pause_after_each_failure_up_to_the_longest() {
        var backoff = new Backoff(Duration.ofMillis(50), Duration.ofMillis(150));

        Duration first = backoff.after(Duration.ZERO);
        Duration second = backoff.after(first);

        assertThat(first).isEqualTo(Duration.ofMillis(50));
        assertThat(second).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.after(second)).isEqualTo(Duration.ofMillis(150));
    }
}
