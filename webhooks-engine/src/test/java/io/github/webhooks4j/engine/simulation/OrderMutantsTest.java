package io.github.webhooks4j.engine.simulation;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.simulation.StoreMutant.Damage;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.internal.Tables;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.OrderingKeyRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation detects what a store might do wrong with the events of an ordering key. */
@Tag("simulation")
class OrderMutantsTest {
    static Stream<Arguments> mutants() {
        return Stream.of(
                argumentSet("the second of a key does not wait for the first", new LetsTwoGo()),
                argumentSet("ordering keys are ignored", new IgnoresKeys()),
                argumentSet("no delivery takes the turn of one that is over", new GivesNoTurn()),
                argumentSet("all events of a key get the same turn", new GivesOneTurn()),
                argumentSet("a later event of a key is fanned out first", new CreatesLatestFirst()));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void catches_a_store_in_which(Damage mutant) {
        StoreMutant.assertCaught(StoreMutant.damaging(mutant));
    }

    private static List<ChainRow> waiting(Tables tables) {
        return tables.chains.all().stream()
                .filter(row -> StoreRules.isWaitingForTurn(row.chain()))
                .sorted(Comparator.comparing(ChainRow::id))
                .toList();
    }

    private static final class LetsTwoGo implements Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            List<MutationResult> outcomes = store.commit(changes);
            Tables tables = ClaimBatchTable.of(store).tables;
            for (ChainRow row : waiting(tables)) {
                tables.put(row.withChain(StoreRules.takeTurn(row.chain(), store.estimatedTime())));
            }
            tables.keep();
            return outcomes;
        }
    }

    /** Nothing in the store shows it. */
    private static final class IgnoresKeys implements Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            var unordered = new ArrayList<Mutation>();
            for (Mutation change : changes) {
                unordered.add(
                        change instanceof Mutation.Publish publish
                                ? new Mutation.Publish(publish.acceptances().stream()
                                        .map(IgnoresKeys::unordered)
                                        .toList())
                                : change);
            }
            return store.commit(unordered);
        }

        private static NewEvent unordered(NewEvent acceptance) {
            Event event = acceptance.event();
            var unordered = new Event(
                    event.id(),
                    event.topic(),
                    event.tag(),
                    event.type(),
                    event.occurredAt(),
                    event.attributes(),
                    event.body(),
                    event.test(),
                    null);
            return new NewEvent(
                    acceptance.number(), unordered, acceptance.chains(), acceptance.basedOn(), acceptance.slice());
        }
    }

    private static final class GivesNoTurn implements Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            Tables tables = ClaimBatchTable.of(store).tables;
            Set<ChainId> before = waiting(tables).stream().map(ChainRow::id).collect(Collectors.toSet());
            List<MutationResult> outcomes = store.commit(changes);
            for (ChainId chain : before) {
                ChainRow row = tables.chains.get(chain);
                if (row != null && row.chain().due() != null && !StoreRules.isWaitingForTurn(row.chain())) {
                    tables.put(row.withChain(StoreRules.waitForTurn(row.chain())));
                }
            }
            tables.keep();
            return outcomes;
        }
    }

    /** The last turn of a key does not grow; only the events of one commit get different ones. */
    private static final class GivesOneTurn implements Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            Tables tables = ClaimBatchTable.of(store).tables;
            for (OrderingKeyRow row : List.copyOf(tables.orderingKeys.all())) {
                tables.orderingKeys.put(row.key(), new OrderingKeyRow(row.key(), 0, row.usedAt()));
            }
            tables.keep();
            return store.commit(changes);
        }
    }

    private static final class CreatesLatestFirst implements Damage {
        @Override
        public List<ChainSlice> slices(InMemoryStore store, @Nullable EventId after, int chains) {
            var latestFirst =
                    new ArrayList<>(ClaimBatchTable.of(store).tables.sliceIndex.values());
            Collections.reverse(latestFirst);
            return latestFirst.subList(0, Math.min(1, latestFirst.size()));
        }
    }
}
