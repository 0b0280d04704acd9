package io.github.webhooks4j.callback;

import java.util.Optional;

/** How a receiver says its work went. Only {@code success} lets a chain go on (Docker Hub, "Callback JSON data"). */
public enum CallbackState {
    /** The work is done; the next destination may be contacted. */
    SUCCESS("success"),
    /** The work was done and its result is bad, for example a failed test. */
    FAILURE("failure"),
    /** The work could not be done. */
    ERROR("error");

    private final String code;

    CallbackState(String word) {
        this.code = word;
    }

    /** Returns the word on the wire: {@code success}, {@code failure} or {@code error}. */
    public String code() {
        return code;
    }

    /** Returns the state whose word is exactly {@code word}, letter case included, or empty. */
    public static Optional<CallbackState> fromCode(String word) {
        for (CallbackState state : values()) {
            if (state.code.equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
