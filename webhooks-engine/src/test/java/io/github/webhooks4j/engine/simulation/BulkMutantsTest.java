package io.github.webhooks4j.engine.simulation;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.Mutation.BulkSlice;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.testkit.InMemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation detects defects of bulk jobs. */
@Tag("simulation")
class BulkMutantsTest {
    static Stream<Arguments> mutants() {
        return Stream.of(
                argumentSet("a bulk job loses its position", new LosesPositions()),
                argumentSet("a slice is written twice", new WritesTwice()),
                argumentSet("a job is moved on without its chains", new LosesChains()));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void catches_a_store_in_which(StoreMutant.Damage mutant) {
        StoreMutant.assertCaught(StoreMutant.damaging(mutant));
    }

    /** Only the first slice moves a job on. */
    private static final class LosesPositions implements StoreMutant.Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            return store.commit(changes.stream()
                    .map(change -> change instanceof BulkSlice slice && slice.from() != null && slice.to() != null
                            ? new BulkSlice(slice.job(), slice.from(), slice.from(), slice.changes(), slice.left())
                            : change)
                    .toList());
        }
    }

    /** As if a slice were not compared with the position of its job. */
    private static final class WritesTwice implements StoreMutant.Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            var more = new ArrayList<Mutation>(changes);
            for (Mutation change : changes) {
                if (change instanceof BulkSlice slice && slice.to() != null) {
                    more.add(new BulkSlice(slice.job(), slice.to(), slice.to(), again(slice), slice.left()));
                }
            }
            return store.commit(more).subList(0, changes.size());
        }

        /** With other ids, as the node that repeats it would choose them. */
        private static List<Mutation> again(BulkSlice slice) {
            var changes = new ArrayList<Mutation>();
            for (Mutation change : slice.changes()) {
                changes.add(change instanceof Mutation.Rerun rerun ? again(rerun) : change);
            }
            return changes;
        }

        private static Mutation again(Mutation.Rerun rerun) {
            NewChain chain = rerun.chain();
            ChainId id = chain.id();
            return new Mutation.Rerun(
                    rerun.original(),
                    new NewChain(
                            ChainId.of(id.webhookNumber(), EventNumber.next(id.number())),
                            chain.webhook(),
                            chain.revision(),
                            chain.plan(),
                            chain.claimant()),
                    rerun.basedOn());
        }
    }

    private static final class LosesChains implements StoreMutant.Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            return store.commit(changes.stream()
                    .map(change -> change instanceof BulkSlice slice
                            ? new BulkSlice(slice.job(), slice.from(), slice.to(), List.of(), BulkCounts.NONE)
                            : change)
                    .toList());
        }
    }
}
