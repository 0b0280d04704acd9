package io.github.webhooks4j.testkit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.Header;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link ReceiverFixture} does with a delivery. Immutable.
 *
 * @param status the status of its answer
 * @param headers the headers of its answer, beside those that HTTP itself needs
 * @param body the body of its answer
 * @param callbacksBefore the callbacks that it posts, one after another, before it answers
 * @param callbacksAfter the callbacks that it posts, one after another, once it has answered
 */
public record Reaction(
        int status, List<Header> headers, String body, List<Callback> callbacksBefore, List<Callback> callbacksAfter) {

    public Reaction {
        headers = List.copyOf(headers);
        requireNonNull(body, "body");
        callbacksBefore = List.copyOf(callbacksBefore);
        callbacksAfter = List.copyOf(callbacksAfter);
    }

    /** Returns a reaction that answers with {@code status} and an empty body, and never calls back. */
    public static Reaction answer(int status) {
        return new Reaction(status, List.of(), "", List.of(), List.of());
    }

    /** Returns this reaction with one more header in its answer. */
    public Reaction withHeader(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Reaction(status, more, body, callbacksBefore, callbacksAfter);
    }

    /** Returns this reaction with another body in its answer. */
    public Reaction withBody(String body) {
        return new Reaction(status, headers, body, callbacksBefore, callbacksAfter);
    }

    /** Returns this reaction with these callbacks before the answer: many receivers call back inside the request. */
    public Reaction withCallbacksBefore(Callback... callbacks) {
        return new Reaction(status, headers, body, List.of(callbacks), callbacksAfter);
    }

    /** Returns this reaction with these callbacks after the answer. */
    public Reaction withCallbacksAfter(Callback... callbacks) {
        return new Reaction(status, headers, body, callbacksBefore, List.of(callbacks));
    }
}
