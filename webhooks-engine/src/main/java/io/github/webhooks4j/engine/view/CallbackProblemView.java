package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.internal.text.ShownTime;

/**
 * What may be shown of a callback that was refused, or of which a field was dropped. Immutable.
 *
 * @param at when the callback was received
 * @param kind the code of the problem, for example {@code too_late}; {@code field_dropped} if the callback was accepted
 * @param detail the rule and the actual value, as a sentence for people
 */
public record CallbackProblemView(String at, String kind, String detail) {
    public CallbackProblemView {
        requireNonNull(at, "at");
        requireNonNull(kind, "kind");
        requireNonNull(detail, "detail");
    }

    /** Returns the view of a problem. */
    public static CallbackProblemView of(StoredCallbackProblem stored) {
        requireNonNull(stored, "stored");
        return new CallbackProblemView(
                ShownTime.of(stored.at()),
                stored.problem().kind().code(),
                stored.problem().detail());
    }
}
