package io.github.webhooks4j.testkit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.Header;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link TestReceiver} responds to a delivery, and what it posts to the callback URL. Immutable.
 *
 * @param status the status of the response
 * @param headers the headers of the response, beside those that HTTP itself needs
 * @param body the body of the response
 * @param callbacksBefore the callbacks that it posts, one after another, before it responds
 * @param callbacksAfter the callbacks that it posts, one after another, once it has responded
 */
public record ReceiverResponse(
        int status, List<Header> headers, String body, List<Callback> callbacksBefore, List<Callback> callbacksAfter) {

    public ReceiverResponse {
        headers = List.copyOf(headers);
        requireNonNull(body, "body");
        callbacksBefore = List.copyOf(callbacksBefore);
        callbacksAfter = List.copyOf(callbacksAfter);
    }

    /** Returns a response with {@code status} and an empty body, and no callback. */
    public static ReceiverResponse of(int status) {
        return new ReceiverResponse(status, List.of(), "", List.of(), List.of());
    }

    /** Returns this response with one more header. */
    public ReceiverResponse withHeader(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new ReceiverResponse(status, more, body, callbacksBefore, callbacksAfter);
    }

    /** Returns this response with another body. */
    public ReceiverResponse withBody(String body) {
        return new ReceiverResponse(status, headers, body, callbacksBefore, callbacksAfter);
    }

    /** Returns this response with these callbacks before it: many receivers call back within the request. */
    public ReceiverResponse withCallbacksBefore(Callback... callbacks) {
        return new ReceiverResponse(status, headers, body, List.of(callbacks), callbacksAfter);
    }

    /** Returns this response with these callbacks after it. */
    public ReceiverResponse withCallbacksAfter(Callback... callbacks) {
        return new ReceiverResponse(status, headers, body, callbacksBefore, List.of(callbacks));
    }
}
