package io.github.webhooks4j.bulk;

import java.util.Locale;
import java.util.Optional;

/** Whether a bulk job still runs. */
public enum BulkState {
    /** It has chains left, perhaps. A store has at most one such job. */
    RUNNING,
    /** It has been through all its chains. */
    FINISHED,
    /** An operator stopped it; what it did until then stays. */
    STOPPED;

    /** Returns the code for stores and JSON, for example {@code running}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the state of {@code word}, or empty. */
    public static Optional<BulkState> fromCode(String word) {
        for (BulkState state : values()) {
            if (state.code().equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
