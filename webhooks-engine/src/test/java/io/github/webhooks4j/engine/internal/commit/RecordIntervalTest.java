package io.github.webhooks4j.engine.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Records, for which no caller waits, are written together: a commit of many costs little more than one of a few. */
class RecordIntervalTest {
    private static final Duration INTERVAL = Duration.ofMillis(5);
    private static final CommitLimits LIMITS = CommitLimits.DEFAULT.withRecordInterval(INTERVAL);

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger wakes = new AtomicInteger();
    private final OrderedCommitQueue queue = new OrderedCommitQueue(clock, LIMITS, List.of(wakes::incrementAndGet));

    @Test
    void takes_the_first_record_at_once() {
        PendingMutation first = record("chn_1");
        queue.add(first);

        assertThat(take()).containsExactly(first);
    }

    @Test
    void takes_later_records_together_when_the_interval_has_passed() {
        PendingMutation second = record("chn_2");
        PendingMutation third = record("chn_3");
        afterABatch();
        queue.add(second);
        queue.add(third);

        assertThat(take()).isEmpty();
        assertThat(queue.nextDue(CommitShare.ALL)).isEqualTo(clock.instant().plus(INTERVAL));

        clock.advance(INTERVAL);
        assertThat(take()).containsExactly(second, third);
    }

    @Test
    void takes_records_at_once_with_a_mutation_for_which_a_caller_waits() {
        PendingMutation record = record("chn_2");
        PendingMutation awaited = PendingMutation.awaited(cancel("chn_3"), PreparedDeliveries.NONE, 1);
        afterABatch();
        queue.add(record);
        assertThat(take()).isEmpty();
        int before = wakes.get();

        queue.add(awaited);

        assertThat(wakes).hasValue(before + 1);
        assertThat(take()).containsExactly(record, awaited);
    }

    @Test
    void takes_records_at_once_when_they_fill_a_batch() {
        afterABatch();
        for (int i = 2; i <= LIMITS.fullBatch(); i++) {
            queue.add(record("chn_" + i));
        }
        assertThat(take()).isEmpty();
        int before = wakes.get();

        queue.add(record("chn_last"));

        assertThat(wakes).hasValue(before + 1);
        assertThat(take()).hasSize(LIMITS.fullBatch());
    }

    @Test
    void takes_records_at_the_second_look_by_a_clock_that_stands_still() {
        PendingMutation second = record("chn_2");
        afterABatch();
        queue.add(second);

        assertThat(take()).isEmpty();
        assertThat(take()).containsExactly(second);
    }

    @Test
    void takes_records_at_once_by_a_clock_that_went_back() {
        PendingMutation second = record("chn_2");
        afterABatch();
        clock.set(clock.instant().minusSeconds(60));
        queue.add(second);

        assertThat(take()).containsExactly(second);
    }

    @Test
    void takes_all_records_at_once_when_no_more_will_come() {
        PendingMutation second = record("chn_2");
        afterABatch();
        queue.takeAtOnce();
        queue.add(second);

        assertThat(take()).containsExactly(second);
    }

    private void afterABatch() {
        queue.add(record("chn_1"));
        take();
    }

    private List<PendingMutation> take() {
        List<PendingMutation> batch = queue.nextBatch(CommitShare.ALL);
        batch.forEach(queue::settled);
        queue.completed(batch);
        return batch;
    }

    private static PendingMutation record(String chain) {
        return PendingMutation.record(cancel(chain), 1, null);
    }

    private static Mutation cancel(String chain) {
        return new Mutation.Apply(new ChainId(chain), new ChainEvent.Cancel());
    }
}
