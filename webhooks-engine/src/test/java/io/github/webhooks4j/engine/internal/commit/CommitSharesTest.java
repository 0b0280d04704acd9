package io.github.webhooks4j.engine.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommitSharesTest {
    private static final EventBody BODY = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger forNewChains = new AtomicInteger();
    private final AtomicInteger forOthers = new AtomicInteger();
    private final OrderedCommitQueue queue =
            new OrderedCommitQueue(clock, CommitLimits.DEFAULT, List.of(waker(forNewChains), waker(forOthers)));

    private final PendingMutation birth = entry(publish("chn_1"));
    private final PendingMutation outcome = entry(cancel("chn_2"));

    @Test
    void a_single_committer_takes_everything_in_its_order() {
        var single = new OrderedCommitQueue(clock, CommitLimits.DEFAULT, List.of(waker(forOthers)));
        single.add(outcome);
        single.add(birth);

        assertThat(single.shares()).containsExactly(CommitShare.ALL);
        assertThat(single.nextBatch(CommitShare.ALL)).containsExactly(outcome, birth);
    }

    @Test
    void of_two_committers_one_takes_what_creates_chains_and_the_other_all_else() {
        queue.add(outcome);
        queue.add(birth);

        assertThat(queue.nextBatch(CommitShare.NEW_CHAINS)).containsExactly(birth);
        assertThat(queue.nextBatch(CommitShare.OTHERS)).containsExactly(outcome);
    }

    @Test
    void wakes_only_the_committer_that_takes_it() {
        queue.add(birth);
        assertThat(forNewChains).hasValue(1);
        assertThat(forOthers).hasValue(0);

        queue.add(outcome);
        assertThat(forNewChains).hasValue(1);
        assertThat(forOthers).hasValue(1);
    }

    @Test
    void a_batch_that_hangs_stops_nothing_of_the_other_share() {
        queue.add(birth);
        queue.nextBatch(CommitShare.NEW_CHAINS);

        queue.add(outcome);

        assertThat(queue.nextBatch(CommitShare.OTHERS)).containsExactly(outcome);
    }

    @Test
    void wakes_the_committer_of_what_waits_for_a_chain_in_flight() {
        PendingMutation ofTheSameChain = entry(cancel("chn_1"));
        queue.add(birth);
        List<PendingMutation> batch = queue.nextBatch(CommitShare.NEW_CHAINS);
        queue.add(ofTheSameChain);
        assertThat(queue.nextBatch(CommitShare.OTHERS)).isEmpty();
        int before = forOthers.get();

        batch.forEach(queue::settled);
        queue.completed(batch);

        assertThat(forOthers).hasValue(before + 1);
        assertThat(queue.nextBatch(CommitShare.OTHERS)).containsExactly(ofTheSameChain);
    }

    @Test
    void wakes_the_committer_of_a_retry_that_waits_for_a_chain_in_flight() {
        PendingMutation record = toBeRetriedWithin(Duration.ofSeconds(1));
        queue.add(birth);
        List<PendingMutation> batch = queue.nextBatch(CommitShare.NEW_CHAINS);
        clock.advance(Duration.ofSeconds(1));
        assertThat(queue.nextBatch(CommitShare.OTHERS)).isEmpty();
        int before = forOthers.get();

        queue.completed(batch);

        assertThat(forOthers).hasValue(before + 1);
        assertThat(queue.nextBatch(CommitShare.OTHERS)).containsExactly(record);
    }

    @Test
    void wakes_the_committer_of_retries_when_the_store_takes_mutations_again() {
        PendingMutation record = toBeRetriedWithin(Duration.ofSeconds(30));
        int before = forOthers.get();

        queue.retryNow();

        assertThat(forOthers).hasValue(before + 1);
        assertThat(queue.nextBatch(CommitShare.OTHERS)).containsExactly(record);
    }

    private static Waker waker(AtomicInteger wakes) {
        return wakes::incrementAndGet;
    }

    private static PendingMutation entry(Mutation mutation) {
        return PendingMutation.awaited(mutation, PreparedDeliveries.NONE, 1);
    }

    private static Mutation cancel(String chain) {
        return new Mutation.Apply(new ChainId(chain), new ChainEvent.Cancel());
    }

    private Mutation publish(String chain) {
        var event = new Event(new EventId("e"), new Topic("acme/app"), null, Event.PUSH, clock.instant(), BODY);
        var started = new NewChain(
                new ChainId(chain), new WebhookId("w"), 1, new ChainPlan(1, true, Duration.ofHours(1)), null);
        return new Mutation.Publish(List.of(new NewEvent(1, event, List.of(started))));
    }

    private PendingMutation toBeRetriedWithin(Duration longest) {
        PendingMutation record = PendingMutation.record(cancel("chn_1"), 1, null);
        queue.add(record);
        List<PendingMutation> failed = queue.nextBatch(CommitShare.OTHERS);
        queue.retryLater(record, longest, false);
        queue.completed(failed);
        return record;
    }
}
