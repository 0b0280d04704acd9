package io.github.webhooks4j.testkit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;

/**
 * What a {@link ReceiverFixture} was answered when it called back.
 *
 * @param callback the callback that it posted
 * @param status the status of the answer; 0 if there was none
 * @param body the body of the answer; why there was none if there was none
 */
public record CallbackAnswer(Callback callback, int status, String body) {

    public CallbackAnswer {
        requireNonNull(callback, "callback");
        requireNonNull(body, "body");
    }
}
