package io.github.webhooks4j.engine.internal.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrunerTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final ManualClock clock = new ManualClock();
    private final List<Object> cleanUps = new ArrayList<>();
    private final Pruner retention = new Pruner(
            HookedStore.of(new InMemoryStore().forNode(clock), (method, arguments) -> cleanUps.add(clock.instant())),
            clock,
            Duration.ofDays(30));

    @Test
    void cleans_up_every_ten_minutes_however_often_it_is_asked() {
        Instant start = clock.instant();
        for (int second = 0; second < 600; second++) {
            assertThat(retention.step()).isEqualTo(start.plus(TEN_MINUTES));
            clock.advance(Duration.ofSeconds(1));
        }
        retention.step();

        assertThat(cleanUps).containsExactly(start, start.plus(TEN_MINUTES));
    }

    @Test
    void cleans_up_though_the_clock_was_set_back() {
        retention.step();
        clock.set(clock.instant().minus(Duration.ofDays(1)));

        retention.step();

        assertThat(cleanUps).hasSize(2);
    }
}
