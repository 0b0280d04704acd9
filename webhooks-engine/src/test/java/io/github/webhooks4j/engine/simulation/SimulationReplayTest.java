package io.github.webhooks4j.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.OrderState;
import io.github.webhooks4j.spi.store.work.Snapshot;
import io.github.webhooks4j.spi.store.work.UnitOfWork;
import io.github.webhooks4j.spi.store.work.Writes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every commit of the simulation again, from the same snapshot: what mutations come to follows from the snapshot, the mutations and
 * the time alone. The snapshot of the second run iterates in another order, so nothing may depend on the order of a hash table.
 */
@Tag("simulation")
class SimulationReplayTest {
    private static final int SEEDS = 60;

    private long commits;

    @Test
    void comes_to_the_same_outcomes_and_writes_when_a_commit_is_repeated() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var simulation = new Simulation(seed, store -> store, null);
            simulation.disk().observe(this::replay);
            simulation.run();
        }
        assertThat(commits).isGreaterThan(SEEDS);
    }

    private void replay(
            List<Mutation> mutations, Snapshot snapshot, Instant now, List<MutationResult> outcomes, Writes writes) {
        var again = new UnitOfWork(reversed(snapshot), now);

        List<MutationResult> replayed = mutations.stream().map(again::apply).toList();

        commits++;
        Writes writtenAgain = again.writes();
        boolean same = replayed.equals(outcomes)
                && inOrder(replayed).equals(inOrder(outcomes))
                && writtenAgain.equals(writes)
                && inOrder(writtenAgain).equals(inOrder(writes));
        if (!same) {
            assertThat(replayed).hasToString(outcomes.toString());
            assertThat(writtenAgain).hasToString(writes.toString());
            throw new AssertionError(
                    "outcomes or writes differ, though their texts are the same: " + outcomes + writes);
        }
    }

    /** Returns what is in sets as lists: two sets that iterate in different orders are equal. */
    private static List<?> inOrder(List<MutationResult> outcomes) {
        return outcomes.stream()
                .filter(MutationResult.Created.class::isInstance)
                .map(outcome -> List.copyOf(((MutationResult.Created) outcome).cancelled()))
                .toList();
    }

    private static List<?> inOrder(Writes writes) {
        return List.of(
                List.copyOf(writes.webhooks().keySet()),
                List.copyOf(writes.disabled()),
                List.copyOf(writes.sequences().keySet()));
    }

    private static Snapshot reversed(Snapshot snapshot) {
        return new Snapshot(
                reversed(snapshot.chains()),
                reversed(snapshot.attempts()),
                reversed(snapshot.events()),
                reversed(snapshot.numbers()),
                reversed(snapshot.webhooks()),
                reversed(snapshot.slices()),
                reversed(snapshot.setAside()),
                reversed(snapshot.changes()),
                reversed(snapshot.sent()),
                reversed(snapshot.jobs()),
                reversed(snapshot.order()));
    }

    private static OrderState reversed(OrderState order) {
        Map<OrderedLane, List<StoredChain>> lanes = reversed(order.lanes());
        lanes.replaceAll((lane, chains) -> {
            var others = new ArrayList<>(chains);
            Collections.reverse(others);
            return others;
        });
        return new OrderState(reversed(order.sequences()), reversed(order.listed()), lanes);
    }

    private static <K, V> Map<K, V> reversed(Map<K, V> map) {
        var reversed = new LinkedHashMap<K, V>();
        List<K> keys = new ArrayList<>(map.keySet());
        Collections.reverse(keys);
        keys.forEach(key -> reversed.put(key, map.get(key)));
        return reversed;
    }

    private static <T> Set<T> reversed(Set<T> set) {
        List<T> list = new ArrayList<>(set);
        Collections.reverse(list);
        return new LinkedHashSet<>(list);
    }
}
