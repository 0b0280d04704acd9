package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One run of one webhook for one event. Immutable; {@link ChainRules} defines its transitions.
 *
 * @param id its id
 * @param plan the settings that it runs with
 * @param state its state
 * @param resumeCount how often it was resumed; distinguishes the present run of a step from earlier ones
 * @param callbacks the callback that settled each step, by step; a resumed step has none until it is called back again
 * @param formerCallbacks the callbacks that settled earlier runs of a step, by step, the earliest first; none of a step that
 *     was not resumed after a callback
 */
public record Chain(
        ChainId id,
        ChainPlan plan,
        ChainState state,
        int resumeCount,
        Map<Integer, Callback> callbacks,
        Map<Integer, List<Callback>> formerCallbacks) {
    /** Creates a chain of which no step was resumed after a callback. */
    public Chain(ChainId id, ChainPlan plan, ChainState state, int resumeCount, Map<Integer, Callback> callbacks) {
        this(id, plan, state, resumeCount, callbacks, Map.of());
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the state is at no step of the plan, or is complete before the last step, or
     *     if a step has a callback that is unfinished or not reached yet
     */
    public Chain {
        requireNonNull(id, "id");
        requireNonNull(plan, "plan");
        requireNonNull(state, "state");
        callbacks = Map.copyOf(callbacks);
        formerCallbacks = formerCallbacks.isEmpty() ? Map.of() : copyOf(formerCallbacks);
        if (state.step() < 0 || state.step() >= plan.steps()) {
            throw new IllegalArgumentException(
                    "chain " + id + " must stand at one of its " + plan.steps() + " steps, was " + state.step());
        }
        if (state instanceof ChainState.Complete && !plan.isLast(state.step())) {
            throw new IllegalArgumentException(
                    "chain " + id + " must be complete at its last step, was at step " + state.step());
        }
        int settled = state.isUnfinished() ? state.step() : state.step() + 1;
        if (!callbacks.isEmpty() && !callbacks.keySet().stream().allMatch(step -> step >= 0 && step < settled)) {
            throw new IllegalArgumentException("chain " + id + " must have callbacks of the steps before step "
                    + settled + " only, was " + new TreeSet<>(callbacks.keySet()));
        }
    }

    /** Returns a new chain, about to deliver its first step. */
    public static Chain start(ChainId id, ChainPlan plan) {
        return new Chain(id, plan, new ChainState.Delivering(0), 0, Map.of());
    }

    /**
     * Returns which run of a step is the present one, or was the last: how often the step was resumed after it had been
     * called back. Each run has a {@code webhook-id} and a callback URL of its own. A step that is resumed after its delivery
     * was exhausted or its callback deadline had passed is still in the same run.
     */
    public int run(int step) {
        return formerCallbacks.getOrDefault(step, List.of()).size();
    }

    Chain withState(ChainState state) {
        return new Chain(id, plan, state, resumeCount, callbacks, formerCallbacks);
    }

    Chain settled(int step, Callback callback, ChainState state) {
        var more = new HashMap<>(callbacks);
        more.put(step, callback);
        return new Chain(id, plan, state, resumeCount, more, formerCallbacks);
    }

    Chain resumed() {
        int step = state.step();
        var fewer = new HashMap<>(callbacks);
        Callback last = fewer.remove(step);
        var former = new HashMap<>(formerCallbacks);
        if (last != null) {
            var runs = new ArrayList<>(former.getOrDefault(step, List.of()));
            runs.add(last);
            former.put(step, runs);
        }
        return new Chain(id, plan, new ChainState.Delivering(step), resumeCount + 1, fewer, former);
    }

    private static Map<Integer, List<Callback>> copyOf(Map<Integer, List<Callback>> callbacks) {
        var copy = new HashMap<Integer, List<Callback>>();
        callbacks.forEach((step, runs) -> copy.put(step, List.copyOf(runs)));
        return Collections.unmodifiableMap(copy);
    }
}
