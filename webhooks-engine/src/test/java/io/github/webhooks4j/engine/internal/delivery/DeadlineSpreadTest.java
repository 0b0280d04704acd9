package io.github.webhooks4j.engine.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineSpreadTest {
    private static final Duration MOST = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 8_412_690_127L})
    void gives_no_deadline_beyond_the_most_or_below_80_percent(long seed) {
        var spread = new DeadlineSpread(seed);

        assertThat(IntStream.range(0, 10_000).mapToObj(i -> spread.atMost(MOST)))
                .allMatch(deadline -> deadline.compareTo(MOST) <= 0)
                .allMatch(deadline -> deadline.compareTo(Duration.ofSeconds(16)) >= 0);
    }

    @Test
    void spreads_what_starts_together_evenly() {
        var spread = new DeadlineSpread(42);
        int[] inEachFortyMilliseconds = new int[100];
        for (int i = 0; i < 1_000; i++) {
            long later = spread.atMost(MOST).minusSeconds(16).toMillis();
            inEachFortyMilliseconds[(int) Math.min(99, later / 40)]++;
        }

        assertThat(Collections.max(IntStream.of(inEachFortyMilliseconds).boxed().toList()))
                .isLessThanOrEqualTo(13);
    }

    @Test
    void gives_different_deadlines_when_the_seeds_differ() {
        assertThat(new DeadlineSpread(1L << 60).atMost(MOST)).isNotEqualTo(new DeadlineSpread(1L << 61).atMost(MOST));
    }
}
