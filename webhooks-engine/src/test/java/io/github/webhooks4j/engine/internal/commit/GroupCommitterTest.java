package io.github.webhooks4j.engine.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.engine.CommitFixture;
import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.engine.ManualTaskRunner;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupCommitterTest {
    private static final ChainPlan PLAN = new ChainPlan(1, false, Duration.ofHours(1));

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore().forNode(clock);
    private final List<Mutation> committed = new ArrayList<>();
    private final AtomicInteger batches = new AtomicInteger();
    private final ManualTaskRunner tasks = new ManualTaskRunner();
    private final CommitFixture journal = new CommitFixture(
            tasks, store, clock, (change, outcome) -> committed.add(change), batches::incrementAndGet);

    @Test
    void writes_what_has_gathered_in_one_batch_and_in_order() {
        var first = cancel("chn_1");
        var second = cancel("chn_2");
        CompletableFuture<MutationResult> outcome = journal.submit(first);
        journal.submitUntilStored(second);

        assertThat(journal.step()).isNotNull();

        assertThat(committed).containsExactly(first, second);
        assertThat(outcome).isCompletedWithValue(new MutationResult.NotFound());
        assertThat(batches).hasValue(1);
        assertThat(tasks.wakes).hasValue(1);
        assertThat(journal.step()).isNull();
    }

    @Test
    void fails_waiting_callers_when_the_store_fails() {
        CompletableFuture<MutationResult> outcome = journal.submit(cancel("chn_1"));
        store.failNextCommits(2);

        journal.step();

        assertThat(outcome).isCompletedExceptionally();
    }

    @Test
    void keeps_a_record_for_which_no_caller_waits_until_the_store_takes_it() {
        journal.enqueue(cancel("chn_1"));
        store.failNextCommits(4);

        for (int pause = 1; pause <= 3; pause++) {
            journal.step();
            clock.advance(Duration.ofSeconds(4));
        }
        assertThat(committed).isEmpty();
        journal.step();

        assertThat(committed).containsExactly(cancel("chn_1"));
    }

    @Test
    void lets_one_bad_change_fail_alone() {
        CompletableFuture<MutationResult> bad = journal.submit(cancel("chn_1"));
        CompletableFuture<MutationResult> good = journal.submit(cancel("chn_2"));
        // The batch as a whole, then the first change on its own.
        store.failNextCommits(2);

        journal.step();

        assertThat(bad).isCompletedExceptionally();
        assertThat(good).isCompletedWithValue(new MutationResult.NotFound());
    }

    @Test
    void writes_everything_when_drained() {
        for (int i = 0; i < 5000; i++) {
            journal.submitUntilStored(cancel("chn_" + i));
        }

        journal.drain();

        assertThat(committed).hasSize(5000);
    }

    @Test
    void writes_nothing_twice_when_what_follows_from_it_fails() {
        var commits = new AtomicInteger();
        CommitFixture failing = journal(
                HookedStore.of(store, (method, arguments) -> commits.incrementAndGet()),
                (change, outcome) -> {
                    throw new AssertionError("on purpose");
                },
                () -> {
                    throw new OutOfMemoryError("on purpose");
                });
        CompletableFuture<MutationResult> outcome = failing.submit(cancel("chn_1"));
        failing.enqueue(cancel("chn_2"));

        failing.step();

        assertThat(commits).hasValue(1);
        assertThat(outcome).isCompletedWithValue(new MutationResult.NotFound());
        assertThat(failing.step()).isNull();
    }

    @Test
    void writes_new_changes_together_though_one_can_never_be_written() {
        var batches = new ArrayList<Integer>();
        Mutation bad = cancel("chn_bad");
        CommitFixture apart = new CommitFixture(
                tasks,
                HookedStore.of(store, (method, arguments) -> {
                    if (((List<?>) arguments[0]).contains(bad)) {
                        throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                    }
                    batches.add(((List<?>) arguments[0]).size());
                }),
                clock,
                (change, outcome) -> {},
                () -> {});
        apart.submitUntilStored(bad);
        apart.submitUntilStored(cancel("chn_good"));
        apart.step();

        for (int i = 0; i < 10; i++) {
            apart.submitUntilStored(cancel("chn_" + i));
        }
        apart.step();

        assertThat(batches).containsExactly(1, 10);
    }

    @Test
    void writes_other_chains_while_a_batch_is_in_flight_and_its_own_chain_after() {
        var twice = new AtomicReference<CommitFixture>();
        var order = new ArrayList<Mutation>();
        var wakesWhileHeldUp = new AtomicInteger();
        Mutation first = cancel("chn_1");
        Mutation again = new Mutation.Apply(new ChainId("chn_1"), new ChainEvent.Resume());
        Mutation other = cancel("chn_2");
        twice.set(new CommitFixture(
                tasks,
                HookedStore.of(store, (method, arguments) -> {
                    if (arguments[0].equals(List.of(first))) {
                        // As another committer does while this one waits for the store.
                        twice.get().submitUntilStored(again);
                        assertThat(twice.get().step()).isNull();
                        twice.get().submitUntilStored(other);
                        wakesWhileHeldUp.set(tasks.wakes.get());
                        assertThat(twice.get().step()).isNotNull();
                        assertThat(twice.get().step()).isNull();
                    }
                }),
                new ManualClock(),
                (change, outcome) -> order.add(change),
                () -> {}));
        twice.get().submitUntilStored(first);

        twice.get().step();
        assertThat(order).containsExactly(other, first);
        twice.get().step();

        assertThat(order).containsExactly(other, first, again);
        assertThat(wakesWhileHeldUp)
                .as("wake-ups, one of them for what is not held up")
                .hasValue(3);
    }

    @Test
    void does_not_look_again_for_a_retry_whose_chain_another_step_has() {
        var twice = new AtomicReference<CommitFixture>();
        Mutation first = cancel("chn_1");
        Mutation again = new Mutation.Apply(new ChainId("chn_1"), new ChainEvent.Resume());
        var looksAgainAt = new AtomicReference<@Nullable Instant>(Instant.MAX);
        twice.set(new CommitFixture(
                tasks,
                HookedStore.of(store, (method, arguments) -> {
                    if (((List<?>) arguments[0]).contains(first)) {
                        throw new StoreException(StoreException.Reason.FAILED, "not this one");
                    }
                    if (arguments[0].equals(List.of(again))) {
                        // As another committer does while this one waits for the store; the retry is due by now.
                        clock.advance(Duration.ofSeconds(4));
                        looksAgainAt.set(twice.get().step());
                    }
                }),
                clock,
                (change, outcome) -> {},
                () -> {}));
        twice.get().submitUntilStored(first);
        twice.get().submitUntilStored(cancel("chn_2"));
        twice.get().step();

        twice.get().submitUntilStored(again);
        twice.get().step();

        assertThat(looksAgainAt.get()).isNull();
    }

    @Test
    void keeps_what_is_about_a_chain_until_that_has_been_started() {
        var twice = new AtomicReference<CommitFixture>();
        var order = new ArrayList<Mutation>();
        NewChain chain = new NewChain(new ChainId("chn_new"), new WebhookId("w"), 1, PLAN, null);
        Mutation start = new Mutation.Rerun(new ChainId("chn_old"), chain);
        twice.set(new CommitFixture(
                tasks,
                HookedStore.of(store, (method, arguments) -> {
                    twice.get().submitUntilStored(cancel("chn_new"));
                    assertThat(twice.get().step()).isNull();
                }),
                new ManualClock(),
                (change, outcome) -> order.add(change),
                () -> {}));
        twice.get().submitUntilStored(start);

        twice.get().step();

        assertThat(order).containsExactly(start);
    }

    @Test
    void fails_waiting_and_later_callers_when_it_is_closed() {
        CompletableFuture<MutationResult> early = journal.submit(cancel("chn_1"));

        journal.close();

        CompletableFuture<MutationResult> late = journal.submit(cancel("chn_2"));
        assertThatThrownBy(early::join).hasCauseInstanceOf(EngineClosedException.class);
        assertThatThrownBy(late::join).hasCauseInstanceOf(EngineClosedException.class);
        assertThat(journal.step()).isNull();
        assertThat(committed).isEmpty();
    }

    private CommitFixture journal(Store store, BiConsumer<Mutation, MutationResult> committed, Runnable batchDone) {
        return new CommitFixture(tasks, store, clock, committed, batchDone);
    }

    private static Mutation cancel(String chain) {
        return new Mutation.Apply(new ChainId(chain), new ChainEvent.Cancel());
    }
}
