package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.history.Next;

/**
 * What may be shown of what happens to a chain next. Immutable.
 *
 * @param code what that is, for example {@code waits_for_retry}
 * @param sentence the same for people, with the reason; in English, with times in UTC
 */
public record NextView(String code, String sentence) {
    public NextView {
        requireNonNull(code, "code");
        requireNonNull(sentence, "sentence");
    }

    /** Returns the view of what happens next. */
    public static NextView of(Next next) {
        requireNonNull(next, "next");
        return new NextView(next.code(), next.sentence());
    }
}
