package io.github.webhooks4j.engine.internal.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"1, 5", "30, 30", "4000, 100"})
    void pauses_after_a_full_batch_as_long_as_it_took(int takenMillis, int pauseMillis) {
        HistoryStore alwaysMore = (HistoryStore) Proxy.newProxyInstance(
                HistoryStore.class.getClassLoader(),
                new Class<?>[] {HistoryStore.class},
                (proxy, method, arguments) -> {
                    clock.advance(Duration.ofMillis(takenMillis));
                    return 500;
                });

        Instant next = new Pruner(alwaysMore, clock, Duration.ofDays(30)).step();

        assertThat(next).isEqualTo(clock.instant().plusMillis(pauseMillis));
    }
}
