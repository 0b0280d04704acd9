package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import java.util.HashMap;
import java.util.Map;

/**
 * One run of one webhook for one event. Immutable; {@link ChainRules} says how one becomes the next.
 *
 * @param id its name
 * @param plan what it has before it
 * @param state where it stands
 * @param resumes how often it was resumed; tells what belongs to the present run of a step from what came before
 * @param callbacks the callback that settled each step, by step; a resumed step has none until it is called back again
 */
public record Chain(ChainId id, ChainPlan plan, ChainState state, int resumes, Map<Integer, Callback> callbacks) {
    public Chain {
        requireNonNull(id, "id");
        requireNonNull(plan, "plan");
        requireNonNull(state, "state");
        callbacks = Map.copyOf(callbacks);
        if (state.step() < 0 || state.step() >= plan.steps()) {
            throw new IllegalArgumentException(
                    "chain " + id + " must stand at one of its " + plan.steps() + " steps, was " + state.step());
        }
    }

    /** Returns a new chain, about to deliver its first step. */
    public static Chain start(ChainId id, ChainPlan plan) {
        return new Chain(id, plan, new ChainState.Delivering(0), 0, Map.of());
    }

    Chain withState(ChainState state) {
        return new Chain(id, plan, state, resumes, callbacks);
    }

    Chain withCallback(int step, Callback callback) {
        var more = new HashMap<>(callbacks);
        more.put(step, callback);
        return new Chain(id, plan, state, resumes, more);
    }

    Chain resumed() {
        var fewer = new HashMap<>(callbacks);
        fewer.remove(state.step());
        return new Chain(id, plan, new ChainState.Delivering(state.step()), resumes + 1, fewer);
    }
}
