package io.github.webhooks4j.engine.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.engine.CommitFixture;
import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.engine.ManualTaskRunner;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers get a result regardless of the store, and nothing is lost in the meantime. */
class CommitLivenessTest {
    private static final int PERMITS = CommitLimits.DEFAULT.maxWaiting();

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore disk = new InMemoryStore().forNode(clock);
    private final ManualTaskRunner tasks = new ManualTaskRunner();
    private final List<List<Mutation>> tried = new ArrayList<>();
    private final List<Mutation> committed = new ArrayList<>();
    private final AtomicBoolean down = new AtomicBoolean();
    private final Store store = HookedStore.of(disk, (method, arguments) -> {
        List<Mutation> changes =
                ((List<?>) arguments[0]).stream().map(Mutation.class::cast).toList();
        tried.add(changes);
        if (down.get() || changes.stream().anyMatch(CommitLivenessTest::isBad)) {
            throw new StoreException(StoreException.Reason.FAILED, "on purpose");
        }
    });
    private final CommitFixture journal =
            new CommitFixture(tasks, store, clock, (change, outcome) -> committed.add(change), () -> {});

    @Test
    void fails_callers_at_once_while_the_store_takes_nothing_and_records_wait() {
        IntStream.range(0, 5).forEach(i -> journal.submitUntilStored(cancel("chn_record_" + i)));
        down.set(true);
        journal.step();

        for (int second = 0; second < 30; second++) {
            CompletableFuture<MutationResult> publish = journal.submit(cancel("chn_" + second));
            clock.advance(Duration.ofSeconds(1));
            journal.step();
            journal.step();
            assertThat(publish).as("after %s seconds", second).isCompletedExceptionally();
        }
        down.set(false);
        CompletableFuture<MutationResult> publish = journal.submit(cancel("chn_last"));
        while (journal.freePermits() < PERMITS) {
            assertThat(journal.step()).isEqualTo(clock.instant());
        }

        assertThat(publish).isCompletedWithValue(new MutationResult.NotFound());
        assertThat(committed).contains(cancel("chn_record_0"), cancel("chn_record_4"));
    }

    @Test
    void writes_what_is_new_though_one_record_never_can_be() {
        journal.submitUntilStored(cancel("chn_bad"));
        for (int second = 0; second < 10; second++) {
            journal.step();
            clock.advance(Duration.ofSeconds(1));
        }

        CompletableFuture<MutationResult> publish = journal.submit(cancel("chn_1"));
        journal.step();
        journal.step();

        assertThat(publish).isCompletedWithValue(new MutationResult.NotFound());
    }

    @Test
    void tries_nothing_again_before_its_own_time() {
        journal.submitUntilStored(cancel("chn_bad"));
        journal.step();
        tried.clear();

        clock.advance(Duration.ofMillis(999));
        assertThat(journal.step()).isEqualTo(clock.instant().plusMillis(1));
        assertThat(tried).isEmpty();
        clock.advance(Duration.ofMillis(1));
        journal.step();

        assertThat(tried).containsExactly(List.of(cancel("chn_bad")));
        assertThat(journal.step()).isEqualTo(clock.instant().plusSeconds(2));
    }

    @Test
    void tries_again_in_time_though_the_clock_was_set_back() {
        journal.submitUntilStored(cancel("chn_bad"));
        journal.step();
        tried.clear();

        clock.set(clock.instant().minus(Duration.ofHours(1)));
        journal.step();

        assertThat(tried).containsExactly(List.of(cancel("chn_bad")));
    }

    @Test
    void takes_turns_between_what_is_new_and_what_is_tried_again() {
        IntStream.range(0, 3).forEach(i -> journal.submitUntilStored(cancel("chn_bad_" + i)));
        journal.step();
        clock.advance(Duration.ofSeconds(1));
        tried.clear();

        for (int i = 0; i < 6; i++) {
            journal.submitUntilStored(cancel("chn_" + i));
            journal.step();
        }

        assertThat(tried.stream().map(changes -> isBad(changes.get(0))).toList())
                .containsExactly(true, false, true, false, true, false);
    }

    @Test
    void lets_bad_changes_fail_alone_however_many_there_are() {
        List<CompletableFuture<MutationResult>> bad = IntStream.range(0, 64)
                .mapToObj(i -> journal.submit(cancel("chn_bad_" + i)))
                .toList();
        List<CompletableFuture<MutationResult>> good = IntStream.range(0, 64)
                .mapToObj(i -> journal.submit(cancel("chn_" + i)))
                .toList();

        journal.step();

        assertThat(bad).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(good).allSatisfy(outcome -> assertThat(outcome).isCompletedWithValue(new MutationResult.NotFound()));
    }

    @Test
    void writes_one_bad_change_among_many_apart_in_few_commits() {
        IntStream.range(0, 1_000).forEach(i -> journal.submitUntilStored(cancel(i == 500 ? "chn_bad" : "chn_" + i)));

        journal.step();

        assertThat(committed).hasSize(999);
        assertThat(tried).hasSizeLessThan(25);
    }

    @Test
    void tries_a_store_that_takes_nothing_a_few_times_and_fails_all_waiting_calls() {
        down.set(true);
        List<CompletableFuture<MutationResult>> outcomes = IntStream.range(0, 1_000)
                .mapToObj(i -> journal.submit(cancel("chn_" + i)))
                .toList();

        journal.step();

        assertThat(outcomes).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(tried).hasSize(16);
        assertThat(journal.freePermits()).isEqualTo(PERMITS);
    }

    @Test
    void keeps_the_order_of_what_is_about_one_chain_when_a_batch_fails() {
        Mutation cancel = cancel("chn_1");
        Mutation resume = new Mutation.Apply(new ChainId("chn_1"), new ChainEvent.Resume());
        journal.submitUntilStored(cancel);
        journal.submitUntilStored(cancel("chn_bad"));
        journal.submitUntilStored(resume);
        journal.submitUntilStored(cancel("chn_2"));

        journal.step();

        assertThat(committed).containsSubsequence(cancel, resume);
    }

    @Test
    void asks_a_store_that_took_nothing_whether_it_does_again() {
        down.set(true);
        List<?> unused = IntStream.range(0, 4)
                .mapToObj(i -> journal.submit(cancel("chn_" + i)))
                .toList();
        journal.step();
        assertThat(journal.problems())
                .containsExactly("the store has refused 7 commits in a row since 2026-01-01T00:00:00Z, last with "
                        + "io.github.webhooks4j.spi.store.StoreException: on purpose; publish fails and callbacks get "
                        + "status 503 until it takes mutations again");

        down.set(false);
        journal.step();

        assertThat(journal.problems()).isEmpty();
    }

    @Test
    void withdraws_what_was_not_written_in_time() {
        CompletableFuture<MutationResult> outcome = journal.submit(cancel("chn_1"));

        tasks.timeIsOver();

        assertThatThrownBy(outcome::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.FAILED))
                .hasMessage("the mutation was not written within PT30S, since the store does not respond or is behind; "
                        + "nothing of it was stored, so try it again");
        assertThat(journal.step()).isNull();
        assertThat(tried).isEmpty();
        assertThat(journal.freePermits()).isEqualTo(PERMITS);
    }

    @Test
    void reports_an_unknown_outcome_while_the_store_does_not_respond() {
        var outcome = new ArrayList<CompletableFuture<MutationResult>>();
        CommitFixture hanging = new CommitFixture(
                tasks,
                HookedStore.of(disk, (method, arguments) -> {
                    tasks.timeIsOver();
                    assertThat(outcome.get(0)).isCompletedExceptionally();
                }),
                clock,
                (change, result) -> committed.add(change),
                () -> {});
        outcome.add(hanging.submit(cancel("chn_1")));

        hanging.step();

        assertThatThrownBy(outcome.get(0)::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.OUTCOME_UNKNOWN))
                .hasMessage("the store did not respond within PT30S, so the mutation may or may not be durable; "
                        + "to find out about an event, publish it again under its id");
        assertThat(committed).containsExactly(cancel("chn_1"));
        assertThat(hanging.freePermits()).isEqualTo(PERMITS);
    }

    @Test
    void waits_for_room_no_longer_than_for_the_store() {
        CommitFixture small =
                new CommitFixture(tasks, store, clock, limits(4, 1_024, 2_000), (change, o) -> {}, () -> {});
        List<CompletableFuture<MutationResult>> outcomes = IntStream.range(0, 4)
                .mapToObj(i -> small.submit(cancel("chn_" + i)))
                .toList();
        tasks.whileWaiting = () -> {
            // The youngest first: it must not get what those before it leave.
            tasks.whileWaiting = () -> {};
            tasks.timeIsOver();
        };

        CompletableFuture<MutationResult> late = small.submit(cancel("chn_late"));

        assertThat(late).isCompletedExceptionally();
        assertThat(outcomes).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(small.freePermits()).isEqualTo(4);
    }

    @Test
    void leaves_no_timer_behind_for_what_was_written() {
        var unused = journal.submit(cancel("chn_1"));
        journal.step();

        assertThat(tasks.timers()).isZero();
    }

    @Test
    void puts_no_more_chains_into_a_batch_than_fit() {
        CommitFixture small = new CommitFixture(
                tasks,
                HookedStore.of(disk, (method, arguments) -> {
                    tried.add(((List<?>) arguments[0])
                            .stream().map(Mutation.class::cast).toList());
                    throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                }),
                clock,
                limits(1_000, 1_024, 5),
                (change, outcome) -> {},
                () -> {});
        List<?> unused = IntStream.range(0, 4)
                .mapToObj(i -> small.submit(publish(i, i == 3 ? 9 : 2)))
                .toList();
        assertThat(small.freePermits()).isEqualTo(1_000 - 15);

        small.step();
        assertThat(tried.get(0)).hasSize(2);
        tried.clear();
        small.step();
        assertThat(tried.get(0)).hasSize(1);
        tried.clear();
        small.step();

        assertThat(tried.get(0)).as("more chains than fit, alone").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void leaves_no_caller_waiting_after_an_error_at_any_call_of_the_store(int number) {
        var calls = new AtomicInteger();
        survives(
                HookedStore.of(disk, (method, arguments) -> {
                    if (calls.incrementAndGet() == number) {
                        throw new OutOfMemoryError("on purpose");
                    }
                    if (calls.get() % 5 == 0) {
                        throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                    }
                }),
                clock);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void leaves_no_caller_waiting_after_an_error_at_any_reading_of_the_clock(int number) {
        var calls = new AtomicInteger();
        var commits = new AtomicInteger();
        survives(
                HookedStore.of(disk, (method, arguments) -> {
                    if (commits.incrementAndGet() % 3 == 0) {
                        throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                    }
                }),
                new FailingClock(() -> calls.incrementAndGet() == number));
    }

    @Test
    void leaves_no_caller_waiting_after_an_error_in_a_commit_listener() {
        CommitFixture failing = new CommitFixture(
                tasks,
                store,
                clock,
                (change, outcome) -> {
                    throw new OutOfMemoryError("on purpose");
                },
                () -> {
                    throw new StackOverflowError("on purpose");
                });
        CompletableFuture<MutationResult> outcome = failing.submit(cancel("chn_1"));
        failing.enqueue(cancel("chn_2"));

        failing.step();

        assertThat(outcome).isCompletedWithValue(new MutationResult.NotFound());
        assertThat(failing.freePermits()).isEqualTo(PERMITS);
        assertThat(tried).hasSize(1);
    }

    @Test
    void an_error_is_thrown_on_when_all_is_in_order() {
        CommitFixture failing = new CommitFixture(
                tasks,
                HookedStore.of(disk, (method, arguments) -> {
                    throw new StackOverflowError("on purpose");
                }),
                clock,
                (change, outcome) -> {},
                () -> {});
        failing.submitUntilStored(cancel("chn_record"));
        CompletableFuture<MutationResult> outcome = failing.submit(cancel("chn_1"));

        assertThatThrownBy(failing::step).isInstanceOf(StackOverflowError.class);

        assertThatThrownBy(outcome::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.OUTCOME_UNKNOWN));
        assertThat(failing.freePermits()).isEqualTo(PERMITS - 1);
    }

    /** Submits five records and five mutations with callers, and runs the committer until all are written or failed. */
    private void survives(Store failing, Clock failingClock) {
        CommitFixture journal =
                new CommitFixture(tasks, failing, failingClock, (change, outcome) -> committed.add(change), () -> {});
        var outcomes = new ArrayList<CompletableFuture<MutationResult>>();
        for (int i = 0; i < 5; i++) {
            journal.submitUntilStored(cancel("chn_record_" + i));
            outcomes.add(journal.submit(cancel("chn_" + i)));
        }
        for (int step = 0; step < 40; step++) {
            try {
                journal.step();
            } catch (OutOfMemoryError e) {
                // The task continues.
            }
            clock.advance(Duration.ofSeconds(10));
        }

        assertThat(outcomes).allMatch(CompletableFuture::isDone);
        assertThat(journal.freePermits()).isEqualTo(PERMITS);
        assertThat(IntStream.range(0, 5).mapToObj(i -> cancel("chn_record_" + i)))
                .allMatch(committed::contains);
    }

    private final class FailingClock extends Clock {
        private final java.util.function.BooleanSupplier fails;

        FailingClock(java.util.function.BooleanSupplier fails) {
            this.fails = fails;
        }

        @Override
        public Instant instant() {
            if (fails.getAsBoolean()) {
                throw new OutOfMemoryError("on purpose");
            }
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return clock.withZone(zone);
        }
    }

    private static CommitLimits limits(int maxWaiting, int maxBatch, int maxBatchChains) {
        CommitLimits normal = CommitLimits.DEFAULT;
        return new CommitLimits(
                maxWaiting,
                maxBatch,
                normal.fullBatch(),
                Duration.ZERO,
                maxBatchChains,
                normal.maxBatchBytes(),
                normal.firstPause(),
                normal.longestPause(),
                normal.outagePause(),
                normal.failuresOfStore(),
                normal.setAsideAfter(),
                normal.maxSetAside(),
                normal.maxListed());
    }

    private static boolean isBad(Mutation change) {
        return change.toString().contains("chn_bad");
    }

    private static Mutation cancel(String chain) {
        return new Mutation.Apply(new ChainId(chain), new ChainEvent.Cancel());
    }

    private static Mutation publish(int number, int chains) {
        var event = new Event(
                new EventId("push-" + number),
                new Topic("acme/app"),
                null,
                Event.PUSH,
                ManualClock.DEFAULT_START,
                EventBody.of("{}".getBytes(StandardCharsets.UTF_8)));
        return new Mutation.Publish(List.of(new NewEvent(
                number,
                event,
                IntStream.range(0, chains)
                        .mapToObj(chain -> new NewChain(
                                new ChainId("chn_" + number + "_" + chain),
                                new WebhookId("w"),
                                1,
                                new ChainPlan(1, false, Duration.ofHours(1)),
                                null))
                        .toList())));
    }
}
