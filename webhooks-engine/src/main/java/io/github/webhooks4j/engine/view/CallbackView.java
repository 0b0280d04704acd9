package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.internal.text.ShownTime;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a callback. Its texts and its link are the receiver's: untrusted, and written to be shown. Immutable.
 *
 * @param at when it was received
 * @param state {@code success}, {@code failure} or {@code error}
 * @param description a text for people; null for none
 * @param context who called back; null for none
 * @param targetUrl where people find the results; null for none
 */
public record CallbackView(
        String at,
        String state,
        @Nullable String description,
        @Nullable String context,
        @Nullable String targetUrl) {
    public CallbackView {
        requireNonNull(at, "at");
        requireNonNull(state, "state");
    }

    /** Returns the view of a callback. */
    public static CallbackView of(StoredCallback stored) {
        requireNonNull(stored, "stored");
        Callback callback = stored.callback();
        return new CallbackView(
                ShownTime.of(stored.at()),
                callback.state().code(),
                callback.description(),
                callback.context(),
                callback.targetUrl() == null ? null : callback.targetUrl().toString());
    }
}
