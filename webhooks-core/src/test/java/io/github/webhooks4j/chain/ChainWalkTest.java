package io.github.webhooks4j.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent.CallbackReceived;
import io.github.webhooks4j.chain.ChainEvent.Cancel;
import io.github.webhooks4j.chain.ChainEvent.DeadlineCheck;
import io.github.webhooks4j.chain.ChainEvent.Delivered;
import io.github.webhooks4j.chain.ChainEvent.DeliveryFailed;
import io.github.webhooks4j.chain.ChainEvent.Resume;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.Transition.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Invariants of chains for any events in any order. */
class ChainWalkTest {
    private static final List<Callback> CALLBACKS = List.of(
            Callback.success(),
            Callback.success(),
            Callback.success().withDescription("other"),
            Callback.failure(),
            Callback.error());
    private static final List<Effect> CHANGES_NOTHING = List.of(Effect.DUPLICATE, Effect.CONFLICT, Effect.IGNORED);

    @Test
    void holds_its_promises_on_any_walk() {
        long seed = Long.getLong("webhooks.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        for (int walk = 0; walk < 1_000; walk++) {
            try {
                walk(random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("webhooks.seed=" + seed, e);
            }
        }
    }

    private static void walk(SplittableRandom random) {
        var plan = new ChainPlan(random.nextInt(1, 6), random.nextBoolean(), Duration.ofMinutes(10));
        Chain chain = Chain.start(new ChainId("walk"), plan);
        Instant now = Instant.EPOCH;
        var advanced = new HashSet<Integer>();
        for (int i = 0; i < 60; i++) {
            now = now.plusSeconds(random.nextInt(120));
            ChainEvent input = input(random, chain.state().step());
            Transition transition = ChainRules.apply(chain, input, now);
            assertHolds(chain, input, transition);
            int step = chain.state().step();
            if (transition.chain().state().step() != step) {
                assertThat(advanced.add(step))
                        .as("step %d is advanced once", step)
                        .isTrue();
            }
            chain = transition.chain();
        }
    }

    private static void assertHolds(Chain before, ChainEvent input, Transition transition) {
        Chain after = transition.chain();
        ChainState from = before.state();
        ChainState to = after.state();
        if (CHANGES_NOTHING.contains(transition.effect())) {
            assertThat(after).isSameAs(before);
        }
        if (to.step() != from.step()) {
            assertThat(to).isEqualTo(new Delivering(from.step() + 1));
            assertThat(after.callbacks()).containsKey(from.step());
            assertThat(input).isInstanceOf(CallbackReceived.class);
        }
        if (from instanceof Complete || from instanceof Cancelled) {
            assertThat(to).isEqualTo(from);
        }
        if (from instanceof Interrupted && !(input instanceof Resume) && !(input instanceof Cancel)) {
            assertThat(after).isSameAs(before);
        }
        if (!(input instanceof Resume)) {
            assertThat(after.resumeCount()).isEqualTo(before.resumeCount());
            assertThat(after.callbacks()).containsAllEntriesOf(before.callbacks());
        }
        if (to instanceof Complete && after.plan().expectFinalCallback()) {
            assertThat(after.callbacks()).hasSize(after.plan().steps());
        }
    }

    private static ChainEvent input(SplittableRandom random, int step) {
        int near = step + (random.nextInt(4) == 0 ? random.nextInt(-1, 2) : 0);
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> new Delivered(near);
            case 3 -> new DeliveryFailed(near, InterruptionCause.RETRIES_EXHAUSTED);
            case 4, 5, 6, 7 ->
                new CallbackReceived(
                        near, random.nextInt(3), CALLBACKS.get(random.nextInt(CALLBACKS.size())), List.of());
            case 8, 9 -> new DeadlineCheck();
            case 10 -> random.nextInt(10) == 0 ? new Cancel() : new DeadlineCheck();
            default -> new Resume();
        };
    }
}
