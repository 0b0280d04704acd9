package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import java.time.Instant;

/**
 * A callback that settled a step, as a store keeps it.
 *
 * @param step the step
 * @param resumes how often the chain had been resumed when it came
 * @param callback the callback
 * @param at when it came
 */
public record CallbackRecord(int step, int resumes, Callback callback, Instant at) {
    public CallbackRecord {
        requireNonNull(callback, "callback");
        requireNonNull(at, "at");
    }
}
