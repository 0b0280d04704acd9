package io.github.webhooks4j.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import java.time.Instant;

/**
 * A callback that settled a step, as it is stored.
 *
 * @param step the step
 * @param resumes how often the chain had been resumed when it was received
 * @param callback the callback
 * @param at when it was received
 */
public record StoredCallback(int step, int resumes, Callback callback, Instant at) {
    public StoredCallback {
        requireNonNull(callback, "callback");
        requireNonNull(at, "at");
    }
}
