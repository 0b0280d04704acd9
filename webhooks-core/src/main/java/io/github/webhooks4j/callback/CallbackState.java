package io.github.webhooks4j.callback;

import java.util.Optional;

/** The result of a receiver's work. Only {@code success} lets a chain continue (Docker Hub's former "Callback
 * JSON data"). */
public enum CallbackState {
    /** The work is done; the next destination receives its delivery. */
    SUCCESS("success"),
    /** The work was done and its result is bad, for example a failed test. */
    FAILURE("failure"),
    /** The work could not be done. */
    ERROR("error");

    private final String code;

    CallbackState(String word) {
        this.code = word;
    }

    /** Returns the value on the wire: {@code success}, {@code failure} or {@code error}. */
    public String code() {
        return code;
    }

    /** Returns the state whose code is exactly {@code word}, including letter case, or empty. */
    public static Optional<CallbackState> fromCode(String word) {
        for (CallbackState state : values()) {
            if (state.code.equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
