package io.github.webhooks4j.cli.listen;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackState;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver calls back after its response.
 *
 * @param state the state; null if it does not call back
 * @param delay how long it waits before
 */
record ScriptedCallback(@Nullable CallbackState state, Duration delay) {
    /** The forms, for messages. */
    static final String FORMS = "none, success, failure, error, or after:5s:success";

    private static final Pattern FORM = Pattern.compile("(?:after:(?<after>\\d{1,4})s:)?(?<state>[a-z]+)");

    ScriptedCallback {
        requireNonNull(delay, "delay");
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none of {@link #FORMS}
     */
    static ScriptedCallback parse(String text) {
        if (text.equals("none")) {
            return new ScriptedCallback(null, Duration.ZERO);
        }
        Matcher parts = FORM.matcher(text);
        CallbackState state =
                parts.matches() ? CallbackState.fromCode(parts.group("state")).orElse(null) : null;
        if (state == null) {
            throw new IllegalArgumentException("must be " + FORMS + ", was " + Violation.quote(text));
        }
        String after = parts.group("after");
        return new ScriptedCallback(state, Duration.ofSeconds(after == null ? 0 : Long.parseLong(after)));
    }

    /** Returns what is called back; empty if nothing is. */
    Optional<Callback> callback() {
        return Optional.ofNullable(state).map(code -> new Callback(code, null, null, null));
    }

    @Override
    public String toString() {
        String code = state == null ? "none" : state.code();
        return delay.isZero() ? code : "after:" + delay.toSeconds() + "s:" + code;
    }
}
