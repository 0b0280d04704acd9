package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.health.HealthProblem.Kind;
import io.github.webhooks4j.spi.store.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The health of an engine. It is green when every task runs and its steps succeed, the store can be read and takes
 * mutations, no record is set aside, the chain counts are balanced, the callback base is known if it has a supplier, and
 * the executor runs what it is given. Otherwise it is red, and turns green again by itself when the cause is gone.
 * Immutable.
 *
 * @param node the engine's name among the nodes of its store
 * @param deliveringNodes how many nodes deliver, this one included, as it found them when it last renewed its lease; 0 while it
 *     does not deliver itself
 * @param tasks the health of its background tasks; those that call listeners are not among them, since a slow listener is no problem of
 *     the engine: see {@link io.github.webhooks4j.engine.WebhookEngine#notes()}
 * @param store what it last read in its store
 * @param leaseTakeovers how many deliveries it has taken over whose lease owner let the lease end; grows when a node
 *     dies or is paused
 * @param setAside which records the store never took although it took others
 * @param problems what makes it red; empty if it is green
 */
public record EngineHealth(
        NodeId node,
        int deliveringNodes,
        List<TaskHealth> tasks,
        StoreSnapshot store,
        long leaseTakeovers,
        SetAsideHealth setAside,
        List<HealthProblem> problems) {
    /** A step that takes longer than this counts as hanging. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(30);
    /** What was read earlier than this counts as outdated. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    public EngineHealth {
        requireNonNull(node, "node");
        requireNonNull(store, "store");
        requireNonNull(setAside, "setAside");
        tasks = List.copyOf(tasks);
        problems = List.copyOf(problems);
    }

    /**
     * Returns the health at {@code now}, with the problems that follow from the rest.
     *
     * @param others problems of parts that the rest does not show
     */
    public static EngineHealth of(
            NodeId node,
            int deliveringNodes,
            List<TaskHealth> tasks,
            StoreSnapshot store,
            long leaseTakeovers,
            SetAsideHealth setAside,
            List<HealthProblem> others,
            Instant now) {
        var problems = new ArrayList<HealthProblem>();
        tasks.forEach(task -> addProblems(task, now, problems));
        if (store.at().plus(LONGEST_SILENCE).isBefore(now)) {
            problems.add(new HealthProblem(
                    Kind.STORE_UNREAD,
                    "store",
                    store.at(),
                    "the store was last read at " + store.at() + ", " + Duration.between(store.at(), now) + " ago"));
        }
        if (!store.chainCounts().isBalanced()) {
            problems.add(new HealthProblem(
                    Kind.COUNTS_UNBALANCED,
                    "chain counts",
                    null,
                    "the chain counts must be balanced, miss "
                            + store.chainCounts().discrepancy() + " of "
                            + store.chainCounts().accepted() + " accepted chains"));
        }
        problems.addAll(others);
        if (setAside.count() > 0) {
            problems.add(setAside.problem());
        }
        return new EngineHealth(node, deliveringNodes, tasks, store, leaseTakeovers, setAside, problems);
    }

    /** Returns whether it is green. */
    public boolean isHealthy() {
        return problems.isEmpty();
    }

    private static void addProblems(TaskHealth task, Instant now, List<HealthProblem> problems) {
        String name = task.name();
        Instant stepStartedAt = task.stepStartedAt();
        if (!task.alive()) {
            problems.add(new HealthProblem(Kind.TASK_STOPPED, name, null, "task " + name + " does not run"));
        } else if (stepStartedAt != null && stepStartedAt.plus(LONGEST_STEP).isBefore(now)) {
            problems.add(new HealthProblem(
                    Kind.TASK_STUCK,
                    name,
                    stepStartedAt,
                    "task " + name + " has been in one step since " + stepStartedAt));
        }
        if (task.consecutiveFailures() > 0) {
            problems.add(new HealthProblem(
                    Kind.TASK_FAILING,
                    name,
                    task.failingSince(),
                    "task " + name + " has failed " + task.consecutiveFailures() + " times in a row since "
                            + task.failingSince() + ", last with " + task.lastFailure()));
        }
    }
}
