package io.github.webhooks4j.bulk;

import io.github.webhooks4j.chain.ChainState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a bulk job does to each of its chains, or events. */
public enum BulkAction {
    /** Resumes interrupted chains at their step, as an operator resumes one. */
    RESUME("resume", EnumSet.of(ChainState.Kind.INTERRUPTED)),
    /** Runs finished chains again as new ones, with the present settings of their webhooks. */
    RERUN("run again", EnumSet.of(ChainState.Kind.COMPLETE, ChainState.Kind.INTERRUPTED, ChainState.Kind.CANCELLED)),
    /** Cancels chains that are unfinished or interrupted. */
    CANCEL(
            "cancel",
            EnumSet.of(ChainState.Kind.DELIVERING, ChainState.Kind.AWAITING_CALLBACK, ChainState.Kind.INTERRUPTED)),
    /**
     * Sends events that one webhook missed in a time range, the earliest first: they pass its filter and have no chain for it,
     * for example since it was disabled or did not exist.
     */
    SEND_MISSED("send", EnumSet.noneOf(ChainState.Kind.class));

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

    /**
     * Returns the states in which a chain is acted on; in others it is skipped. None of {@link #SEND_MISSED}, which acts on
     * events without a chain. Unmodifiable.
     */
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
