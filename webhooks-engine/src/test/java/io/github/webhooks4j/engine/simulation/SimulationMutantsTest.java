package io.github.webhooks4j.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.AttemptOutcome.Retry.Cause;
import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import io.github.webhooks4j.engine.internal.commit.CommitShare;
import io.github.webhooks4j.engine.internal.commit.PendingMutation;
import io.github.webhooks4j.engine.simulation.EngineMutant.Switching;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
        default List<MutationResult> commit(Store store, List<Mutation> changes) {
            return store.commit(changes);
        }

        default ClaimResult claim(Store store, ClaimResult claimed) {
            return claimed;
        }

        default List<ChainSlice> slices(List<ChainSlice> found) {
            return found;
        }

        default boolean finds(String method) {
            return true;
        }

        default List<ClaimToken> renew(Store store, List<ClaimToken> keys, LeaseRequest claimant) {
            return store.renew(keys, claimant);
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
                argumentSet("a wait is ended of what was claimed since", new DeliversNowUnfenced()),
                argumentSet("a released delivery stays claimed", new ForgetsReleases()),
                argumentSet("callbacks are checked and then settled", new ChecksThenActs()),
                argumentSet("a pending delivery is left after it was settled", new LeavesDueRows()),
                argumentSet("a publish returns before it is durable", new AnswersFirst()),
                argumentSet("Retry-After is not respected", new RetriesAtOnce()),
                argumentSet("the sender's own faults are counted", new CountsWhatDoesNot(Cause.SENDER_FAULT)),
                argumentSet("lost reused connections are counted", new CountsWhatDoesNot(Cause.REUSED_CONNECTION)),
                argumentSet("deadlines are not looked for", new FindsNothing("chainsPastDeadline")),
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
                argumentSet("a record that could not be written is lost", mutant(SimulationMutantsTest::losesRecords)),
                argumentSet("rate limits are refilled too early", EngineMutant.of(Duration.ofSeconds(10))),
                argumentSet(
                        "a node that stops delivering releases nothing", EngineMutant.of(Switching.RELEASES_NOTHING)),
                argumentSet("a node that stops delivering goes on", EngineMutant.of(Switching.STOPS_NOTHING)),
                argumentSet("a node that delivers again scans nothing", EngineMutant.of(Switching.SCANS_NOTHING)));
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
        }
    }

    private static EngineMutant mutant(
            BiFunction<CommitQueue, List<PendingMutation>, List<PendingMutation>> nextBatch) {
        return new EngineMutant(
                queue -> (CommitQueue) Proxy.newProxyInstance(
                        CommitQueue.class.getClassLoader(),
                        new Class<?>[] {CommitQueue.class},
                        (proxy, method, arguments) -> {
                            try {
                                return method.getName().equals("nextBatch")
                                        ? nextBatch.apply(queue, queue.nextBatch((CommitShare) arguments[0]))
                                        : method.invoke(queue, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }),
                true);
    }

    private static List<PendingMutation> starvesWhatIsNew(CommitQueue queue, List<PendingMutation> batch) {
        if (queue.retrying() > 0 && !batch.isEmpty() && batch.get(0).standing.retryAt() == null) {
            queue.completed(batch);
            return List.of();
        }
        return batch;
    }

    private static List<PendingMutation> losesRecords(CommitQueue queue, List<PendingMutation> batch) {
        if (!batch.isEmpty() && batch.get(0).standing.retryAt() != null) {
            batch.forEach(queue::settled);
            queue.completed(batch);
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
                        if (method.getName().equals("forNode")) {
                            return with(mutant).apply(store.forNode((Clock) arguments[0]));
                        }
                        if (method.getName().equals("commit")) {
                            return mutant.commit(store, changes(arguments[0]));
                        }
                        if (method.getName().equals("renew")) {
                            return mutant.renew(store, keys(arguments[0]), (LeaseRequest) arguments[1]);
                        }
                        if (method.getName().equals("claim")) {
                            var claimant = (LeaseRequest) arguments[1];
                            arguments[1] = new LeaseRequest(claimant.node(), mutant.term(claimant.duration()));
                        }
                        Object result = method.invoke(store, arguments);
                        if (result instanceof ClaimResult claimed) {
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
    private static List<Mutation> changes(Object argument) {
        return (List<Mutation>) argument;
    }

    @SuppressWarnings("unchecked")
    private static List<ChainSlice> slices(Object result) {
        return (List<ChainSlice>) result;
    }

    @SuppressWarnings("unchecked")
    private static List<ClaimToken> keys(Object argument) {
        return (List<ClaimToken>) argument;
    }

    private static final class RenewsNothing implements Mutant {
        @Override
        public List<ClaimToken> renew(Store store, List<ClaimToken> keys, LeaseRequest claimant) {
            return List.of();
        }
    }

    private static final class RenewsWhatIsLost implements Mutant {
        @Override
        public List<ClaimToken> renew(Store store, List<ClaimToken> keys, LeaseRequest claimant) {
            store.renew(keys, claimant);
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
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            var more = new ArrayList<Mutation>(changes);
            for (Mutation change : changes) {
                if (change instanceof Mutation.RecordAttempt recorded) {
                    Attempt attempt = recorded.attempt();
                    more.add(new Mutation.RecordAttempt(
                            recorded.key(),
                            new Attempt(attempt.number() + 1, attempt.at(), attempt.result()),
                            recorded.verdict()));
                }
            }
            return store.commit(more).subList(0, changes.size());
        }
    }

    /** The effect of an attempt counts under any claim. */
    private static final class ChecksNoFence implements Mutant {
        @Override
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            var more = new ArrayList<Mutation>(changes);
            for (Mutation change : changes) {
                if (change instanceof Mutation.RecordAttempt recorded) {
                    consequence(store, recorded).ifPresent(more::add);
                }
            }
            return store.commit(more).subList(0, changes.size());
        }

        private static Optional<Mutation> consequence(Store store, Mutation.RecordAttempt recorded) {
            ClaimToken key = recorded.key();
            StoredChain chain = store.findChain(key.delivery().chain())
                    .map(ChainDetails::chain)
                    .orElse(null);
            if (chain == null || chain.due() == null || StoreRules.isCurrent(chain, key)) {
                return Optional.empty();
            }
            boolean gone = recorded.verdict() instanceof AttemptOutcome.Gone;
            return gone || recorded.verdict() instanceof AttemptOutcome.Exhausted
                    ? Optional.of(new Mutation.Apply(
                            key.delivery().chain(),
                            new ChainEvent.DeliveryFailed(
                                    key.delivery().step(),
                                    gone ? InterruptionCause.DESTINATION_GONE : InterruptionCause.RETRIES_EXHAUSTED)))
                    : Optional.of(new Mutation.Release(new ClaimToken(
                            key.delivery(), key.resumeCount(), chain.due().fencingToken())));
        }
    }

    private static final class ForgetsReleases implements Mutant {
        @Override
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            List<Mutation> kept = changes.stream()
                    .map(change -> change instanceof Mutation.Release release
                            ? new Mutation.Release(new ClaimToken(
                                    release.key().delivery(), release.key().resumeCount(), -1))
                            : change)
                    .toList();
            return store.commit(kept);
        }
    }

    private static final class ChecksThenActs implements Mutant {
        @Override
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            var before = new HashMap<Integer, StoredChain>();
            for (int i = 0; i < changes.size(); i++) {
                if (changes.get(i) instanceof Mutation.Apply apply
                        && apply.input() instanceof ChainEvent.CallbackReceived) {
                    int place = i;
                    store.findChain(apply.chain()).ifPresent(story -> before.put(place, story.chain()));
                }
            }
            var outcomes = new ArrayList<MutationResult>(store.commit(changes));
            for (Map.Entry<Integer, StoredChain> entry : before.entrySet()) {
                int step =
                        ((ChainEvent.CallbackReceived) ((Mutation.Apply) changes.get(entry.getKey())).input()).step();
                boolean open = !entry.getValue().chain().callbacks().containsKey(step);
                if (open
                        && outcomes.get(entry.getKey()) instanceof MutationResult.Applied applied
                        && (applied.effect() == Effect.CONFLICT || applied.effect() == Effect.DUPLICATE)) {
                    outcomes.set(
                            entry.getKey(),
                            new MutationResult.Applied(applied.before(), applied.after(), Effect.MOVED, null));
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
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            var outcomes = new ArrayList<MutationResult>(store.commit(changes));
            for (int i = 0; i < changes.size(); i++) {
                if (changes.get(i) instanceof Mutation.CreateChains create) {
                    if (outcomes.get(i) instanceof MutationResult.Created) {
                        created.add(create.slice());
                    } else {
                        outcomes.set(i, new MutationResult.Created(Set.of()));
                    }
                }
            }
            return outcomes;
        }
    }

    /** Creates all chains of a slice but the last. */
    private static final class LosesChains implements Mutant {
        @Override
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            List<Mutation> fewer = changes.stream()
                    .map(change -> change instanceof Mutation.CreateChains create
                                    && create.slice().chains().size() > 1
                            ? new Mutation.CreateChains(butTheLast(create.slice()))
                            : change)
                    .toList();
            return store.commit(fewer);
        }

        private static ChainSlice butTheLast(ChainSlice slice) {
            int last = slice.chains().size() - 1;
            return new ChainSlice(
                    slice.event(),
                    slice.topic(),
                    slice.eventType(),
                    slice.number(),
                    slice.chains().subList(0, last));
        }
    }

    /** Ends a wait late and whatever happened since: a delivery that a node has claimed in the meantime is free again. */
    private static final class DeliversNowUnfenced implements Mutant {
        private final Set<ChainId> ended = new HashSet<>();

        @Override
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            for (Mutation change : changes) {
                if (change instanceof Mutation.DeliverNow deliver) {
                    ended.add(deliver.key().delivery().chain());
                }
            }
            return store.commit(changes);
        }

        @Override
        public ClaimResult claim(Store store, ClaimResult claimed) {
            for (ClaimedDelivery delivery : claimed.deliveries()) {
                if (ended.remove(delivery.key().delivery().chain())) {
                    store.commit(List.of(new Mutation.Release(delivery.key())));
                }
            }
            return claimed;
        }
    }

    private static final class LeavesDueRows implements Mutant {
        private final Map<ClaimToken, ClaimedDelivery> claims = new HashMap<>();

        @Override
        public ClaimResult claim(Store store, ClaimResult claimed) {
            var deliveries = new ArrayList<ClaimedDelivery>(claimed.deliveries());
            claims.values().stream()
                    .filter(delivery -> isSettled(store, delivery))
                    .limit(1)
                    .forEach(deliveries::add);
            claimed.deliveries().forEach(delivery -> claims.put(delivery.key(), delivery));
            return new ClaimResult(deliveries, claimed.remaining(), claimed.takeovers());
        }

        private static boolean isSettled(Store store, ClaimedDelivery delivery) {
            return store.findChain(delivery.key().delivery().chain())
                    .filter(story -> story.chain().due() == null)
                    .isPresent();
        }
    }

    private static final class AnswersFirst implements Mutant {
        @Override
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            if (changes.size() == 1 && changes.get(0) instanceof Mutation.Publish publish) {
                return List.of(new MutationResult.Published(publish.acceptances().stream()
                        .map(acceptance -> new PublishResult(
                                acceptance.event().id(),
                                acceptance.chains().stream()
                                        .map(chain -> chain.id())
                                        .toList(),
                                false))
                        .toList()));
            }
            return store.commit(changes);
        }
    }

    private static final class RetriesAtOnce implements Mutant {
        @Override
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            List<Mutation> sooner = changes.stream()
                    .map(change -> change instanceof Mutation.RecordAttempt recorded
                                    && recorded.verdict() instanceof AttemptOutcome.Retry
                            ? new Mutation.RecordAttempt(
                                    recorded.key(),
                                    recorded.attempt(),
                                    ((AttemptOutcome.Retry) recorded.verdict())
                                            .withTime(recorded.attempt().at()))
                            : change)
                    .toList();
            return store.commit(sooner);
        }
    }

    private record CountsWhatDoesNot(Cause cause) implements Mutant {
        @Override
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            List<Mutation> counted = changes.stream()
                    .map(change -> change instanceof Mutation.RecordAttempt recorded
                                    && recorded.verdict() instanceof AttemptOutcome.Retry retry
                                    && retry.cause() == cause
                            ? new Mutation.RecordAttempt(
                                    recorded.key(), recorded.attempt(), new AttemptOutcome.Retry(retry.at()))
                            : change)
                    .toList();
            return store.commit(counted);
        }
    }

    private static final class ForgetsAttempts implements Mutant {
        @Override
        public List<MutationResult> commit(Store store, List<Mutation> changes) {
            List<Mutation> fewer = changes.stream()
                    .map(change -> change instanceof Mutation.RecordAttempt recorded
                                    && recorded.verdict() instanceof AttemptOutcome.Delivered
                            ? new Mutation.Apply(
                                    recorded.key().delivery().chain(),
                                    new ChainEvent.Delivered(
                                            recorded.key().delivery().step()))
                            : change)
                    .toList();
            return store.commit(fewer);
        }
    }

    private record FindsNothing(String method) implements Mutant {
        @Override
        public boolean finds(String called) {
            return !called.equals(method);
        }
    }
}
