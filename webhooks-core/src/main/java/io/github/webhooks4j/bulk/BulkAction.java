package io.github.webhooks4j.bulk;

import io.github.webhooks4j.chain.ChainState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a bulk job does to each of its chains. */
public enum BulkAction {
    /** Resumes interrupted chains at their step, as an operator resumes one. */
    RESUME("resume", EnumSet.of(ChainState.Kind.INTERRUPTED)),
    /** Runs finished chains again as new ones, with the present settings of their webhooks. */
    RERUN("run again", EnumSet.of(ChainState.Kind.COMPLETE, ChainState.Kind.INTERRUPTED, ChainState.Kind.CANCELLED)),
    /** Cancels chains that are unfinished or interrupted. */
    CANCEL(
            "cancel",
            EnumSet.of(ChainState.Kind.DELIVERING, ChainState.Kind.AWAITING_CALLBACK, ChainState.Kind.INTERRUPTED));

    private final String verb;
    /** Unmodifiable. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<ChainState.Kind> states;

    BulkAction(String verb, Set<ChainState.Kind> states) {
        this.verb = verb;
        this.states = Collections.unmodifiableSet(states);
    }

    /** Returns the verb for sentences, for example {@code run again}. */
    public String verb() {
        return verb;
    }

    /** Returns the states in which a chain is acted on; in others it is skipped. Unmodifiable. */
    public Set<ChainState.Kind> states() {
        return states;
    }

    /** Returns the code for stores and JSON, for example {@code resume}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the action of {@code word}, or empty. */
    public static Optional<BulkAction> fromCode(String word) {
        for (BulkAction action : values()) {
            if (action.code().equals(word)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
