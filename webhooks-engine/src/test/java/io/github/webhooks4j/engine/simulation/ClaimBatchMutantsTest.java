package io.github.webhooks4j.engine.simulation;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.simulation.StoreMutant.Damage;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Lease;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.ClaimBatchRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation detects what a store might do wrong with claim batches and with numbers of events. */
@Tag("simulation")
class ClaimBatchMutantsTest {
    static Stream<Arguments> mutants() {
        return Stream.of(
                argumentSet("a batch is dropped while it holds a chain", new DropsBatchesEarly()),
                argumentSet("a batch is renewed for another node", new RenewsForAnother()),
                argumentSet("a batch is dissolved twice", new DissolvesTwice()),
                argumentSet("a batch is dissolved before its lease has ended", new DissolvesEarly()),
                argumentSet("batches of dead nodes are not dissolved", new DissolvesNothing()),
                argumentSet("the first attempt is lost when another is recorded", new LosesFirstAttempts()),
                argumentSet(
                        "a chain that was remembered is written though it has changed", new WritesWhatItRemembers()),
                argumentSet("a number of another event is accepted", new AcceptsNumbersTwice()),
                argumentSet("a number is allocated to two events", new AllocatesTwice()));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void catches_a_store_in_which(Damage mutant) {
        StoreMutant.assertCaught(StoreMutant.damaging(mutant));
    }

    private static final class DropsBatchesEarly implements Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            ClaimBatchTable batches = ClaimBatchTable.of(store);
            List<ClaimBatchRow> before = batches.all();
            List<MutationResult> outcomes = store.commit(changes);
            for (ClaimBatchRow batch : batches.all()) {
                boolean holdsFewer = before.stream()
                        .anyMatch(former -> former.number() == batch.number()
                                && former.chains().size() > batch.chains().size());
                if (holdsFewer) {
                    batches.remove(batch);
                }
            }
            return outcomes;
        }
    }

    /** Takes the batch of another node for its own. */
    private static final class RenewsForAnother implements Damage {
        @Override
        public List<ClaimToken> renew(InMemoryStore store, List<ClaimToken> keys, LeaseRequest claimant) {
            ClaimBatchTable batches = ClaimBatchTable.of(store);
            List<ClaimToken> lost = store.renew(keys, claimant);
            Instant until = claimant.lease(store.estimatedTime()).until();
            for (ClaimBatchRow batch : batches.all()) {
                var renewed = new Lease(batch.lease().holder(), until);
                batches.put(new ClaimBatchRow(batch.number(), renewed, batch.chains()));
            }
            return batches.all().isEmpty() ? lost : List.of();
        }
    }

    /** Leaves a batch that was dissolved. */
    private static final class DissolvesTwice implements Damage {
        @Override
        public List<LaneDueTime> lanes(InMemoryStore store) {
            ClaimBatchTable batches = ClaimBatchTable.of(store);
            List<ClaimBatchRow> before = batches.all();
            List<LaneDueTime> lanes = store.lanes();
            List<ClaimBatchRow> after = batches.all();
            before.stream().filter(batch -> !after.contains(batch)).forEach(batches::put);
            return lanes;
        }
    }

    private static final class DissolvesEarly implements Damage {
        @Override
        public List<LaneDueTime> lanes(InMemoryStore store) {
            ClaimBatchTable batches = ClaimBatchTable.of(store);
            for (ClaimBatchRow batch : batches.all()) {
                var ended = new Lease(batch.lease().holder(), store.estimatedTime());
                batches.put(new ClaimBatchRow(batch.number(), ended, batch.chains()));
            }
            return store.lanes();
        }
    }

    private static final class DissolvesNothing implements Damage {
        @Override
        public List<LaneDueTime> lanes(InMemoryStore store) {
            ClaimBatchTable batches = ClaimBatchTable.of(store);
            List<ClaimBatchRow> before = batches.all();
            for (ClaimBatchRow batch : before) {
                var later =
                        new Lease(batch.lease().holder(), store.estimatedTime().plusSeconds(1));
                batches.put(new ClaimBatchRow(batch.number(), later, batch.chains()));
            }
            List<LaneDueTime> lanes = store.lanes();
            before.forEach(batches::put);
            return lanes;
        }
    }

    /** The attempt in the chain's row is overwritten. */
    private static final class LosesFirstAttempts implements Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            List<MutationResult> outcomes = store.commit(changes);
            var tables = ClaimBatchTable.of(store).tables;
            for (Mutation change : changes) {
                if (change instanceof Mutation.RecordAttempt recorded) {
                    ChainRow row = tables.chains.get(recorded.key().delivery().chain());
                    if (row != null && row.attempts().size() > 1) {
                        List<StoredAttempt> rest =
                                row.attempts().subList(1, row.attempts().size());
                        tables.put(new ChainRow(row.chain(), List.copyOf(rest), row.callbacks()));
                        tables.keep();
                    }
                }
            }
            return outcomes;
        }
    }

    /** Records an attempt of a chain as it was created, without a look whether another node has changed it since. */
    private static final class WritesWhatItRemembers implements Damage {
        private final Map<ChainId, StoredChain> remembered = new HashMap<>();

        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            var tables = ClaimBatchTable.of(store).tables;
            for (Mutation change : changes) {
                if (change instanceof Mutation.RecordAttempt recorded
                        && recorded.key().fencingToken() == 1
                        && recorded.key().resumeCount() == 0) {
                    ChainRow row = tables.chains.get(recorded.key().delivery().chain());
                    StoredChain held = remembered.get(recorded.key().delivery().chain());
                    if (row != null && held != null) {
                        tables.put(row.withChain(held));
                        tables.keep();
                    }
                }
            }
            List<MutationResult> outcomes = store.commit(changes);
            for (Mutation change : changes) {
                if (change instanceof Mutation.Publish publish) {
                    publish.acceptances().stream()
                            .flatMap(acceptance -> acceptance.chainsNow().stream())
                            .map(chain -> tables.chains.get(chain.id()))
                            .filter(row -> row != null && StoreRules.isInClaimBatch(row.chain()))
                            .forEach(row -> remembered.put(row.id(), row.chain()));
                }
            }
            return outcomes;
        }
    }

    /** Does not notice that the number of an event is taken. */
    private static final class AcceptsNumbersTwice implements Damage {
        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            ClaimBatchTable.of(store).forgetNumbers();
            return store.commit(changes);
        }
    }

    /** Gives each event the number that the event before it has. */
    private static final class AllocatesTwice implements Damage {
        private long last = -1;

        @Override
        public List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            var renumbered = new ArrayList<Mutation>();
            for (Mutation change : changes) {
                renumbered.add(
                        change instanceof Mutation.Publish publish
                                ? new Mutation.Publish(publish.acceptances().stream()
                                        .map(this::renumbered)
                                        .toList())
                                : change);
            }
            return store.commit(renumbered);
        }

        private NewEvent renumbered(NewEvent acceptance) {
            long number = last < 0 ? acceptance.number() : last;
            last = acceptance.number();
            List<NewChain> chains = acceptance.chains().stream()
                    .map(chain -> new NewChain(
                            ChainId.of(chain.id().webhookNumber(), number),
                            chain.webhook(),
                            chain.revision(),
                            chain.plan(),
                            chain.claimant()))
                    .toList();
            return new NewEvent(number, acceptance.event(), chains, acceptance.basedOn(), acceptance.slice());
        }
    }
}
