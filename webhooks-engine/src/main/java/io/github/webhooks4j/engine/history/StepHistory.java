package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.webhook.Destination;
import java.util.List;
import java.util.Optional;

/**
 * What happened at one step of a chain. Immutable.
 *
 * @param step the step, from 0
 * @param destination the destination's URL, without user info; path and query may be secrets
 * @param delivered whether the destination has the payload: it accepted an attempt, or called back
 * @param attempts the attempts, the earliest first; none for a step that was not reached
 * @param callbacks the callbacks that settled the step, the earliest first: one for each run of it that received one
 * @param callbackProblems the callbacks that were refused, and the fields of others that were dropped, the earliest first;
 *     no more than the first 20
 */
public record StepHistory(
        int step,
        String destination,
        boolean delivered,
        List<Attempt> attempts,
        List<StoredCallback> callbacks,
        List<StoredCallbackProblem> callbackProblems) {
    public StepHistory {
        requireNonNull(destination, "destination");
        attempts = List.copyOf(attempts);
        callbacks = List.copyOf(callbacks);
        callbackProblems = List.copyOf(callbackProblems);
    }

    /** Returns the latest callback, if there was one. */
    public Optional<StoredCallback> callback() {
        return callbacks.isEmpty() ? Optional.empty() : Optional.of(callbacks.get(callbacks.size() - 1));
    }

    /** Shows scheme, host and port of the destination only: path and query may be secrets. */
    @Override
    public String toString() {
        return "StepHistory[step=" + step + ", destination=" + new Destination(destination, null) + ", delivered="
                + delivered + ", attempts=" + attempts + ", callbacks=" + callbacks
                + ", callbackProblems=" + callbackProblems + "]";
    }
}
