package io.github.webhooks4j.engine.internal.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.testkit.ManualClock;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class EventNumbersTest {
    private static final EventId EVENT = new EventId("push-1");
    private static final long WEBHOOK = 7;

    private final ManualClock clock = new ManualClock();
    private final EventNumbers numbers = new EventNumbers(clock::instant);

    @Test
    void gives_an_event_the_number_of_the_stores_time_and_its_id() {
        assertThat(numbers.allocate(EVENT)).isEqualTo(EventNumber.of(clock.instant(), EVENT));
    }

    @Test
    void gives_the_next_number_where_one_is_taken() {
        long first = numbers.allocate(EVENT);

        assertThat(numbers.allocate(EVENT)).isEqualTo(EventNumber.next(first));
        clock.advance(Duration.ofMillis(1));
        assertThat(numbers.allocate(EVENT)).isEqualTo(EventNumber.next(EventNumber.next(first)));
    }

    @Test
    void gives_a_rerun_the_number_of_the_stores_time_and_its_event() {
        long original = numbers.allocate(EVENT);
        clock.advance(Duration.ofSeconds(1));

        assertThat(numbers.allocateRerun(WEBHOOK, original))
                .isEqualTo(ChainId.of(WEBHOOK, EventNumber.ofRerun(clock.instant(), original)));
        assertThat(numbers.allocate(EVENT)).isEqualTo(EventNumber.of(clock.instant(), EVENT));
    }

    @Test
    void gives_reruns_of_an_event_different_numbers_for_each_webhook() {
        long original = numbers.allocate(EVENT);
        long first = EventNumber.ofRerun(clock.instant(), original);

        assertThat(numbers.allocateRerun(WEBHOOK, original)).isEqualTo(ChainId.of(WEBHOOK, first));
        assertThat(numbers.allocateRerun(WEBHOOK, first)).isEqualTo(ChainId.of(WEBHOOK, EventNumber.next(first)));
        assertThat(numbers.allocateRerun(WEBHOOK + 1, original)).isEqualTo(ChainId.of(WEBHOOK + 1, first));
    }

    @Test
    void gives_no_number_twice_to_the_reruns_of_an_event_for_many_webhooks() {
        long original = numbers.allocate(EVENT);
        var given = new HashSet<ChainId>();

        for (int i = 0; i < 20_000; i++) {
            given.add(numbers.allocateRerun(i % 10_000, original));
        }

        assertThat(given).hasSize(20_000);
        assertThat(given)
                .extracting(ChainId::number)
                .containsOnly(
                        EventNumber.ofRerun(clock.instant(), original),
                        EventNumber.next(EventNumber.ofRerun(clock.instant(), original)));
    }

    @Test
    void remembers_the_numbers_of_a_few_seconds_only() {
        numbers.allocate(EVENT);
        clock.advance(Duration.ofSeconds(5));
        numbers.allocate(EVENT);
        assertThat(numbers.remembered()).isEqualTo(2);

        clock.advance(Duration.ofMillis(1));
        numbers.allocate(EVENT);

        assertThat(numbers.remembered()).isEqualTo(2);
    }

    @Test
    void forgets_numbers_of_the_future_after_the_clock_was_set_back() {
        numbers.allocate(EVENT);

        clock.set(clock.instant().minus(Duration.ofHours(1)));
        long number = numbers.allocate(EVENT);

        assertThat(number).isEqualTo(EventNumber.of(clock.instant(), EVENT));
        assertThat(numbers.remembered()).isEqualTo(1);
    }
}
