package io.github.webhooks4j.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stores in memory with a defect in what they keep, and what finds out whether the simulation detects it. */
final class StoreMutant {
    private static final int SEEDS = 2_000;

    private StoreMutant() {}

    /** The behaviour of a mutant in place of a call; the default is the call itself. */
    interface Damage {
        default List<MutationResult> commit(InMemoryStore store, List<Mutation> changes) {
            return store.commit(changes);
        }

        default List<LaneDueTime> lanes(InMemoryStore store) {
            return store.lanes();
        }

        default List<ClaimToken> renew(InMemoryStore store, List<ClaimToken> keys, LeaseRequest claimant) {
            return store.renew(keys, claimant);
        }

        default List<ChainSlice> slices(InMemoryStore store, @Nullable EventId after, int chains) {
            return store.slices(after, chains);
        }

        default DeliveringNodes renewNode(InMemoryStore store, LeaseRequest claimant) {
            return store.renewNode(claimant);
        }
    }

    /** Returns what puts a mutant in the place of a store in memory. */
    static UnaryOperator<Store> damaging(Damage damage) {
        return store -> of((InMemoryStore) store, damage);
    }

    @SuppressWarnings("unchecked") // the arguments have the types of the interface
    private static Store of(InMemoryStore store, Damage damage) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    try {
                        return switch (method.getName()) {
                            case "forNode" -> of(store.forNode((Clock) arguments[0]), damage);
                            case "commit" -> damage.commit(store, (List<Mutation>) arguments[0]);
                            case "lanes" -> damage.lanes(store);
                            case "renew" ->
                                damage.renew(store, (List<ClaimToken>) arguments[0], (LeaseRequest) arguments[1]);
                            case "slices" -> damage.slices(store, (EventId) arguments[0], (int) arguments[1]);
                            case "renewNode" -> damage.renewNode(store, (LeaseRequest) arguments[0]);
                            default -> method.invoke(store, arguments);
                        };
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Asserts that the simulation finds a mutant within the usual number of seeds. */
    static void assertCaught(UnaryOperator<Store> mutant) {
        int seed = 1;
        while (seed <= SEEDS && isKept(seed, mutant)) {
            seed++;
        }
        assertThat(seed).as("the first seed that catches it").isLessThanOrEqualTo(SEEDS);
    }

    private static boolean isKept(int seed, UnaryOperator<Store> mutant) {
        try {
            new Simulation(seed, mutant, null).run();
            return true;
        } catch (Simulation.Violation e) {
            return false;
        }
    }
}
