package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import java.util.HashMap;
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
 */
public record Chain(ChainId id, ChainPlan plan, ChainState state, int resumeCount, Map<Integer, Callback> callbacks) {
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

    Chain withState(ChainState state) {
        return new Chain(id, plan, state, resumeCount, callbacks);
    }

    Chain settled(int step, Callback callback, ChainState state) {
        var more = new HashMap<>(callbacks);
        more.put(step, callback);
        return new Chain(id, plan, state, resumeCount, more);
    }

    Chain resumed() {
        var fewer = new HashMap<>(callbacks);
        fewer.remove(state.step());
        return new Chain(id, plan, new ChainState.Delivering(state.step()), resumeCount + 1, fewer);
    }
}
