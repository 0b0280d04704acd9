package io.github.webhooks4j.testkit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;

/**
 * A callback that a {@link TestReceiver} posted, and the response to it. Immutable.
 *
 * @param callback the callback that it posted
 * @param status the status of the response; 0 if there was none
 * @param body the body of the response, or the reason why there was none
 */
public record RecordedCallback(Callback callback, int status, String body) {

    public RecordedCallback {
        requireNonNull(callback, "callback");
        requireNonNull(body, "body");
    }
}
