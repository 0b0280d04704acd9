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

    private final String word;

    CallbackState(String word) {
        this.word = word;
    }

    /** Returns the word on the wire: {@code success}, {@code failure} or {@code error}. */
    public String word() {
        return word;
    }

    /** Returns the state whose word is exactly {@code word}, letter case included, or empty. */
    public static Optional<CallbackState> ofWord(String word) {
        for (CallbackState state : values()) {
            if (state.word.equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
