package io.github.webhooks4j.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.CallbackProblem;
import java.time.Instant;

/**
 * A problem with a callback, as it is stored.
 *
 * @param step the step whose URL the callback came to
 * @param problem the problem
 * @param at when it was received
 */
public record StoredCallbackProblem(int step, CallbackProblem problem, Instant at) {
    public StoredCallbackProblem {
        requireNonNull(problem, "problem");
        requireNonNull(at, "at");
    }
}
