package io.github.webhooks4j.spi.store;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Stores webhooks, events, chains and attempts. The port has five parts, one for each role: {@link WebhookStore}, {@link
 * MutationStore}, {@link WorkQueue}, {@link HistoryStore} and {@link BulkStore}. What holds for all of them is stated here. Implementations are
 * thread-safe and pass the store contract of the testkit. They decide nothing: what mutations come to is worked out by {@code
 * UnitOfWork} in the package {@code store.work}.
 *
 * <p>The rows are the queue: a chain that is delivering has exactly one row in the queue, unless a <em>claim batch</em> holds it: one row
 * for all chains that one commit created and that its node claimed from the start. {@link #inconsistencies} checks it. A call
 * that returns has made its effect durable; one that throws {@link StoreException} has had none, unless the connection was lost,
 * in which case the outcome is unknown. Times are stored to the millisecond.
 *
 * <p>Times are those of one node's clock: a node uses the store through its own {@linkplain #forNode view}; without one they are
 * those of the system clock. Several nodes may share a store. Such a store uses a clock of its own, so that the nodes agree on
 * leases and deadlines even if their clocks differ: the store translates the times of the queue that go in and come out by the
 * difference of the two clocks ({@link ClockOffset}), which it measures within the same transaction.
 */
public interface Store extends WebhookStore, MutationStore, WorkQueue, HistoryStore, BulkStore, AutoCloseable {
    /**
     * Returns this store as a node uses it: what happens through the view happens at the time that the node's clock shows, and all
     * times that go in and come out are those of that clock. The view shares everything else with this store: closing either
     * closes both, and a listener of one is not notified of what happens through the other.
     *
     * @param clock the node's clock
     */
    Store forNode(Clock clock);

    /**
     * Notifies a watcher of what other nodes do, from now on until the subscription or the store is closed. A store that only one
     * node can open has nothing to report.
     *
     * @return ends the notifications
     */
    default Subscription subscribe(StoreListener watcher) {
        return Subscription.NONE;
    }

    /**
     * Returns what the store's clock shows, as far as that is known without asking it: for numbers that grow with its time, not for
     * decisions.
     */
    Instant estimatedTime();

    /**
     * Checks that each delivering chain is either held by exactly one claim batch or has exactly one row in the queue, that no
     * other chain has any, and that in each {@link OrderedLane} exactly one delivery does not wait for its turn. Reads the whole
     * store; meant for tests, and for operators.
     *
     * @param limit the most findings to return
     * @return a sentence for each finding; empty if the store is consistent
     */
    List<String> inconsistencies(int limit);

    /**
     * Returns what an operator should know of the store though it works, in words for people; empty if there is nothing. Asks
     * neither the database nor the network.
     */
    default List<String> notes() {
        return List.of();
    }

    /** Closes the store; what is durable stays. Further calls throw {@link StoreException}. */
    @Override
    void close();
}
