package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.internal.hmac.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventNumberTest {
    private static final EventId EVENT = new EventId("push-1");
    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final long SHARD = Sha256.first63Bits("push-1") & 0x3ffffe;
    private static final int LOWER_BITS = 22;

    @Test
    void has_the_milliseconds_since_2025_and_then_21_bits_of_the_id() {
        long number = EventNumber.of(TIME, EVENT);

        assertThat(number >>> LOWER_BITS)
                .isEqualTo(Duration.between(Instant.parse("2025-01-01T00:00:00Z"), TIME)
                        .toMillis());
        assertThat(number & 0x3fffff).isEqualTo(SHARD);
        assertThat(SHARD).isNotZero();
    }

    @Test
    void is_the_same_for_the_same_event_within_a_millisecond() {
        assertThat(EventNumber.of(TIME.plusNanos(999_999), EVENT)).isEqualTo(EventNumber.of(TIME, EVENT));
        assertThat(EventNumber.of(TIME, new EventId("push-2"))).isNotEqualTo(EventNumber.of(TIME, EVENT));
    }

    @Test
    void grows_with_time_whatever_the_id_is() {
        for (String id : List.of("a", "b", "c", "push-1")) {
            assertThat(EventNumber.of(TIME.plusMillis(1), new EventId(id))).isGreaterThan(EventNumber.of(TIME, EVENT));
        }
    }

    @Test
    void counts_times_out_of_range_as_the_first_or_the_last() {
        assertThat(EventNumber.of(Instant.EPOCH, EVENT)).isEqualTo(SHARD);
        assertThat(EventNumber.of(Instant.parse("2024-12-31T23:59:59.999Z"), EVENT))
                .isEqualTo(SHARD);
        assertThat(EventNumber.of(Instant.parse("9999-01-01T00:00:00Z"), EVENT))
                .isEqualTo(((1L << 41) - 1) << LOWER_BITS | SHARD)
                .isPositive();
    }

    @Test
    void keeps_the_bits_of_the_event_in_the_number_of_a_rerun() {
        Instant later = TIME.plus(Duration.ofDays(3));

        long rerun = EventNumber.ofRerun(later, EventNumber.of(TIME, EVENT));

        assertThat(rerun).isEqualTo(EventNumber.of(later, EVENT) + 1);
        assertThat(EventNumber.ofRerun(later.plusMillis(1), rerun) & 0x3ffffe).isEqualTo(SHARD);
    }

    @Test
    void is_never_that_of_an_event_and_of_a_rerun() {
        for (int i = 0; i < 1000; i++) {
            long event = EventNumber.of(TIME, new EventId("push-" + i));
            long rerun = EventNumber.ofRerun(TIME, event);

            assertThat(List.of(event & 1, EventNumber.next(event) & 1)).containsOnly(0L);
            assertThat(List.of(rerun & 1, EventNumber.next(rerun) & 1, EventNumber.ofRerun(TIME, rerun) & 1))
                    .containsOnly(1L);
        }
    }

    @Test
    void is_followed_by_that_of_the_next_millisecond() {
        assertThat(EventNumber.next(EventNumber.of(TIME, EVENT))).isEqualTo(EventNumber.of(TIME.plusMillis(1), EVENT));
    }
}
