package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.delivery.Verdict.Retry.Cause;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.ChainSlice;
import io.github.webhooks4j.store.ChainStory;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreRules;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation detects defects: it finds each of those that a store or an engine might have. */
@Tag("simulation")
class SimulationMutantsTest {
    private static final int SEEDS = 2_000;

    /** The behaviour of a mutant in place of a call; the default is the call itself. */
    interface Mutant {
        default List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            return store.commit(changes, now);
        }

        default Claimed claim(Store store, Claimed claimed) {
            return claimed;
        }

        default List<ChainSlice> slices(List<ChainSlice> found) {
            return found;
        }

        default boolean finds(String method) {
            return true;
        }

        default List<DueKey> renew(Store store, List<DueKey> keys, Claimant claimant, Instant now) {
            return store.renew(keys, claimant, now);
        }

        /** Returns the duration of a lease. */
        default Duration term(Duration asked) {
            return asked;
        }
    }

    static Stream<Arguments> mutants() {
        return Stream.of(
                argumentSet("an outcome is recorded twice", new RecordsTwice()),
                argumentSet("the fencing token is not checked", new ChecksNoFence()),
                argumentSet("a released delivery stays claimed", new ForgetsReleases()),
                argumentSet("callbacks are checked and then settled", new ChecksThenActs()),
                argumentSet("a pending delivery is left after it was settled", new LeavesDueRows()),
                argumentSet("a publish returns before it is durable", new AnswersFirst()),
                argumentSet("Retry-After is not respected", new RetriesAtOnce()),
                argumentSet("the sender's own faults are counted", new CountsWhatDoesNot(Cause.SENDER_FAULT)),
                argumentSet("lost reused connections are counted", new CountsWhatDoesNot(Cause.REUSED_CONNECTION)),
                argumentSet("deadlines are not looked for", new FindsNothing("overdue")),
                argumentSet("lanes with work are not looked for", new FindsNothing("lanes")),
                argumentSet("an attempt is not stored", new ForgetsAttempts()),
                argumentSet("a slice is left after its chains were created", new LeavesSlices()),
                argumentSet("a chain of a slice is lost", new LosesChains()),
                argumentSet("slices are not looked for", new FindsNothing("slices")),
                argumentSet("the chains of deleted webhooks are not looked for", new FindsNothing("abandoned")),
                argumentSet("leases are not renewed", new RenewsNothing()),
                argumentSet("lost leases are reported as renewed", new RenewsWhatIsLost()),
                argumentSet("leases end before their time", new GivesLeasesOf(Duration.ofSeconds(2))),
                argumentSet("the leases of dead nodes do not end", new GivesLeasesOf(Duration.ofDays(1000))));
    }

    static Stream<Arguments> engineMutants() {
        return Stream.of(
                argumentSet("retries keep new mutations waiting", mutant(SimulationMutantsTest::starvesWhatIsNew)),
                argumentSet("calls that have waited too long do not fail", new EngineMutant(queue -> queue, false)),
                argumentSet("a record that could not be written is lost", mutant(SimulationMutantsTest::losesRecords)));
    }

    @ParameterizedTest
    @MethodSource("engineMutants")
    void catches_an_engine_in_which(EngineMutant mutant) {
        int seed = 1;
        while (seed <= SEEDS && isKept(seed, mutant)) {
            seed++;
        }
        assertThat(seed).as("the first seed that catches it").isLessThanOrEqualTo(SEEDS);
    }

    private static boolean isKept(int seed, EngineMutant mutant) {
        var simulation = new Simulation(seed, store -> store, null);
        simulation.engineMutant = mutant;
        try {
            simulation.run();
            return true;
        } catch (Simulation.Violation e) {
            return false;
        } catch (StoreException e) {
            // When the faults are over the store takes everything: a change that is not written in time shows the
            // defect.
            return false;
        }
    }

    private static EngineMutant mutant(BiFunction<CommitQueue, List<JournalEntry>, List<JournalEntry>> nextBatch) {
        return new EngineMutant(
                queue -> (CommitQueue) Proxy.newProxyInstance(
                        CommitQueue.class.getClassLoader(),
                        new Class<?>[] {CommitQueue.class},
                        (proxy, method, arguments) -> {
                            try {
                                return method.getName().equals("nextBatch")
                                        ? nextBatch.apply(queue, queue.nextBatch())
                                        : method.invoke(queue, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }),
                true);
    }

    private static List<JournalEntry> starvesWhatIsNew(CommitQueue queue, List<JournalEntry> batch) {
        if (queue.retrying() > 0 && !batch.isEmpty() && batch.get(0).standing.retryAt == null) {
            queue.arrived(batch);
            return List.of();
        }
        return batch;
    }

    private static List<JournalEntry> losesRecords(CommitQueue queue, List<JournalEntry> batch) {
        if (!batch.isEmpty() && batch.get(0).standing.retryAt != null) {
            batch.forEach(queue::settled);
            queue.arrived(batch);
            return List.of();
        }
        return batch;
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void catches_a_store_in_which(Mutant mutant) {
        int seed = 1;
        while (seed <= SEEDS && isKept(seed, mutant)) {
            seed++;
        }
        assertThat(seed).as("the first seed that catches it").isLessThanOrEqualTo(SEEDS);
    }

    private static boolean isKept(int seed, Mutant mutant) {
        try {
            new Simulation(seed, with(mutant), null).run();
            return true;
        } catch (Simulation.Violation e) {
            return false;
        }
    }

    private static UnaryOperator<Store> with(Mutant mutant) {
        return store -> (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals("commit")) {
                            return mutant.commit(store, changes(arguments[0]), (Instant) arguments[1]);
                        }
                        if (method.getName().equals("renew")) {
                            return mutant.renew(
                                    store, keys(arguments[0]), (Claimant) arguments[1], (Instant) arguments[2]);
                        }
                        if (method.getName().equals("claim")) {
                            var claimant = (Claimant) arguments[1];
                            arguments[1] = new Claimant(claimant.node(), mutant.term(claimant.term()));
                        }
                        Object result = method.invoke(store, arguments);
                        if (result instanceof Claimed claimed) {
                            return mutant.claim(store, claimed);
                        }
                        if (method.getName().equals("slices") && mutant.finds("slices")) {
                            return mutant.slices(slices(result));
                        }
                        return mutant.finds(method.getName()) ? result : List.of();
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private static List<Change> changes(Object argument) {
        return (List<Change>) argument;
    }

    @SuppressWarnings("unchecked")
    private static List<ChainSlice> slices(Object result) {
        return (List<ChainSlice>) result;
    }

    @SuppressWarnings("unchecked")
    private static List<DueKey> keys(Object argument) {
        return (List<DueKey>) argument;
    }

    private static final class RenewsNothing implements Mutant {
        @Override
        public List<DueKey> renew(Store store, List<DueKey> keys, Claimant claimant, Instant now) {
            return List.of();
        }
    }

    private static final class RenewsWhatIsLost implements Mutant {
        @Override
        public List<DueKey> renew(Store store, List<DueKey> keys, Claimant claimant, Instant now) {
            store.renew(keys, claimant, now);
            return List.of();
        }
    }

    private record GivesLeasesOf(Duration term) implements Mutant {
        @Override
        public Duration term(Duration asked) {
            return term;
        }
    }

    private static final class RecordsTwice implements Mutant {
        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            var more = new ArrayList<Change>(changes);
            for (Change change : changes) {
                if (change instanceof Change.RecordAttempt recorded) {
                    Attempt attempt = recorded.attempt();
                    more.add(new Change.RecordAttempt(
                            recorded.key(),
                            new Attempt(attempt.number() + 1, attempt.at(), attempt.result()),
                            recorded.verdict()));
                }
            }
            return store.commit(more, now).subList(0, changes.size());
        }
    }

    /** The effect of an attempt counts under any claim. */
    private static final class ChecksNoFence implements Mutant {
        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            var more = new ArrayList<Change>(changes);
            for (Change change : changes) {
                if (change instanceof Change.RecordAttempt recorded) {
                    consequence(store, recorded).ifPresent(more::add);
                }
            }
            return store.commit(more, now).subList(0, changes.size());
        }

        private static Optional<Change> consequence(Store store, Change.RecordAttempt recorded) {
            DueKey key = recorded.key();
            ChainRecord chain =
                    store.story(key.delivery().chain()).map(ChainStory::chain).orElse(null);
            if (chain == null || chain.due() == null || StoreRules.isCurrent(chain, key)) {
                return Optional.empty();
            }
            boolean gone = recorded.verdict() instanceof Verdict.Gone;
            return gone || recorded.verdict() instanceof Verdict.Exhausted
                    ? Optional.of(new Change.Apply(
                            key.delivery().chain(),
                            new ChainInput.GivenUp(
                                    key.delivery().step(),
                                    gone ? InterruptionCause.DESTINATION_GONE : InterruptionCause.GIVEN_UP)))
                    : Optional.of(new Change.Release(new DueKey(
                            key.delivery(), key.resumes(), chain.due().fence())));
        }
    }

    private static final class ForgetsReleases implements Mutant {
        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            List<Change> kept = changes.stream()
                    .map(change -> change instanceof Change.Release release
                            ? new Change.Release(new DueKey(
                                    release.key().delivery(), release.key().resumes(), -1))
                            : change)
                    .toList();
            return store.commit(kept, now);
        }
    }

    private static final class ChecksThenActs implements Mutant {
        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            var before = new HashMap<Integer, ChainRecord>();
            for (int i = 0; i < changes.size(); i++) {
                if (changes.get(i) instanceof Change.Apply apply && apply.input() instanceof ChainInput.CalledBack) {
                    int place = i;
                    store.story(apply.chain()).ifPresent(story -> before.put(place, story.chain()));
                }
            }
            var outcomes = new ArrayList<Outcome>(store.commit(changes, now));
            for (Map.Entry<Integer, ChainRecord> entry : before.entrySet()) {
                int step = ((ChainInput.CalledBack) ((Change.Apply) changes.get(entry.getKey())).input()).step();
                boolean open = !entry.getValue().chain().callbacks().containsKey(step);
                if (open
                        && outcomes.get(entry.getKey()) instanceof Outcome.Applied applied
                        && (applied.effect() == Effect.CONFLICTING || applied.effect() == Effect.REPEATED)) {
                    outcomes.set(
                            entry.getKey(), new Outcome.Applied(applied.before(), applied.after(), Effect.MOVED, null));
                }
            }
            return outcomes;
        }
    }

    /** Returns a slice again whose chains are created, and accepts it a second time. */
    private static final class LeavesSlices implements Mutant {
        private final List<ChainSlice> created = new ArrayList<>();

        @Override
        public List<ChainSlice> slices(List<ChainSlice> found) {
            return found.isEmpty() && !created.isEmpty() ? List.of(created.get(0)) : found;
        }

        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            var outcomes = new ArrayList<Outcome>(store.commit(changes, now));
            for (int i = 0; i < changes.size(); i++) {
                if (changes.get(i) instanceof Change.CreateChains create) {
                    if (outcomes.get(i) instanceof Outcome.Created) {
                        created.add(create.slice());
                    } else {
                        outcomes.set(i, new Outcome.Created(Set.of()));
                    }
                }
            }
            return outcomes;
        }
    }

    /** Creates all chains of a slice but the last. */
    private static final class LosesChains implements Mutant {
        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            List<Change> fewer = changes.stream()
                    .map(change -> change instanceof Change.CreateChains create
                                    && create.slice().chains().size() > 1
                            ? new Change.CreateChains(butTheLast(create.slice()))
                            : change)
                    .toList();
            return store.commit(fewer, now);
        }

        private static ChainSlice butTheLast(ChainSlice slice) {
            int last = slice.chains().size() - 1;
            return new ChainSlice(slice.event(), slice.number(), slice.chains().subList(0, last));
        }
    }

    private static final class LeavesDueRows implements Mutant {
        private final Map<DueKey, DueDelivery> claims = new HashMap<>();

        @Override
        public Claimed claim(Store store, Claimed claimed) {
            var deliveries = new ArrayList<DueDelivery>(claimed.deliveries());
            claims.values().stream()
                    .filter(delivery -> isSettled(store, delivery))
                    .limit(1)
                    .forEach(deliveries::add);
            claimed.deliveries().forEach(delivery -> claims.put(delivery.key(), delivery));
            return new Claimed(deliveries, claimed.remaining(), claimed.takeovers());
        }

        private static boolean isSettled(Store store, DueDelivery delivery) {
            return store.story(delivery.key().delivery().chain())
                    .filter(story -> story.chain().due() == null)
                    .isPresent();
        }
    }

    private static final class AnswersFirst implements Mutant {
        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            if (changes.size() == 1 && changes.get(0) instanceof Change.Publish publish) {
                return List.of(new Outcome.Published(publish.acceptances().stream()
                        .map(acceptance -> new PublishResult(
                                acceptance.event().id(),
                                acceptance.chains().stream()
                                        .map(chain -> chain.id())
                                        .toList(),
                                false))
                        .toList()));
            }
            return store.commit(changes, now);
        }
    }

    private static final class RetriesAtOnce implements Mutant {
        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            List<Change> sooner = changes.stream()
                    .map(change -> change instanceof Change.RecordAttempt recorded
                                    && recorded.verdict() instanceof Verdict.Retry
                            ? new Change.RecordAttempt(
                                    recorded.key(),
                                    recorded.attempt(),
                                    ((Verdict.Retry) recorded.verdict()).withTime(now))
                            : change)
                    .toList();
            return store.commit(sooner, now);
        }
    }

    private record CountsWhatDoesNot(Cause cause) implements Mutant {
        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            List<Change> counted = changes.stream()
                    .map(change -> change instanceof Change.RecordAttempt recorded
                                    && recorded.verdict() instanceof Verdict.Retry retry
                                    && retry.cause() == cause
                            ? new Change.RecordAttempt(
                                    recorded.key(), recorded.attempt(), new Verdict.Retry(retry.at()))
                            : change)
                    .toList();
            return store.commit(counted, now);
        }
    }

    private static final class ForgetsAttempts implements Mutant {
        @Override
        public List<Outcome> commit(Store store, List<Change> changes, Instant now) {
            List<Change> fewer = changes.stream()
                    .map(change -> change instanceof Change.RecordAttempt recorded
                                    && recorded.verdict() instanceof Verdict.Delivered
                            ? new Change.Apply(
                                    recorded.key().delivery().chain(),
                                    new ChainInput.Delivered(
                                            recorded.key().delivery().step()))
                            : change)
                    .toList();
            return store.commit(fewer, now);
        }
    }

    private record FindsNothing(String method) implements Mutant {
        @Override
        public boolean finds(String called) {
            return !called.equals(method);
        }
    }
}
