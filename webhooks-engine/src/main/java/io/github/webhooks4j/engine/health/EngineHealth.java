package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.spi.store.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The health of an engine. It is green when every task runs and its steps succeed, the store can be read and takes
 * mutations, no record is set aside, and the chain counts are balanced. Otherwise it is red, and turns green again by
 * itself when the cause is gone. Immutable.
 *
 * @param node the engine's name among the nodes of its store
 * @param loops the health of its background tasks
 * @param store what it last read in its store
 * @param leaseTakeovers how many deliveries it has taken over whose lease owner let the lease end; grows when a node
 *     dies or is paused
 * @param setAside which records the store never took although it took others
 * @param problems what makes it red, for people; empty if it is green
 */
public record EngineHealth(
        NodeId node,
        List<TaskHealth> loops,
        StoreSnapshot store,
        long leaseTakeovers,
        SetAsideHealth setAside,
        List<String> problems) {
    /** A step that takes longer than this counts as hanging. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(30);
    /** What was read earlier than this counts as outdated. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    public EngineHealth {
        requireNonNull(node, "node");
        requireNonNull(store, "store");
        requireNonNull(setAside, "setAside");
        loops = List.copyOf(loops);
        problems = List.copyOf(problems);
    }

    /**
     * Returns the health at {@code now}, with the problems that follow from the rest.
     *
     * @param unwritten problems with mutations that wait to be written
     */
    public static EngineHealth of(
            NodeId node,
            List<TaskHealth> loops,
            StoreSnapshot store,
            long leaseTakeovers,
            SetAsideHealth setAside,
            List<String> unwritten,
            Instant now) {
        var problems = new ArrayList<String>();
        loops.forEach(loop -> addProblems(loop, now, problems));
        if (store.at().plus(LONGEST_SILENCE).isBefore(now)) {
            problems.add(
                    "the store was last read at " + store.at() + ", " + Duration.between(store.at(), now) + " ago");
        }
        if (!store.ledger().isBalanced()) {
            problems.add("the chain counts must be balanced, miss "
                    + store.ledger().discrepancy() + " of " + store.ledger().accepted() + " accepted chains");
        }
        problems.addAll(unwritten);
        if (setAside.count() > 0) {
            problems.add(setAside.problem());
        }
        return new EngineHealth(node, loops, store, leaseTakeovers, setAside, problems);
    }

    /** Returns whether it is green. */
    public boolean isHealthy() {
        return problems.isEmpty();
    }

    private static void addProblems(TaskHealth loop, Instant now, List<String> problems) {
        if (!loop.alive()) {
            problems.add("loop " + loop.name() + " does not run");
        } else if (loop.stepStartedAt() != null
                && loop.stepStartedAt().plus(LONGEST_STEP).isBefore(now)) {
            problems.add("loop " + loop.name() + " has been in one step since " + loop.stepStartedAt());
        }
        if (loop.consecutiveFailures() > 0) {
            problems.add("loop " + loop.name() + " has failed " + loop.consecutiveFailures() + " times in a row since "
                    + loop.failingSince() + ", last with " + loop.lastFailure());
        }
    }
}
