package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import java.time.Instant;

/**
 * A change that the store never took although it took others, put aside until an operator has it written again or drops it.
 *
 * @param change what could not be written: a {@link Mutation.RecordAttempt}, a {@link Mutation.Release}, or a {@link Mutation.Apply} that
 *     cancels or that looks for a passed deadline
 * @param since when it was set aside
 * @param message what it failed with, for people; never a payload or a secret; at most {@value #MAX_MESSAGE} characters
 */
public record SetAsideRecord(Mutation change, Instant since, String message) {
    /** Characters of a message that are kept. */
    public static final int MAX_MESSAGE = 500;

    /** What kind of change is set aside. */
    public enum Kind {
        /** The record of an attempt. Until it is written or dropped its delivery is not attempted again. */
        ATTEMPT("attempt"),
        /** A claimed delivery that was to be released. Until then it is not attempted. */
        RELEASE("release"),
        /** A chain that was to be cancelled, since its webhook is deleted. */
        CANCEL("cancel"),
        /** A chain whose callback deadline was to be looked at. */
        DEADLINE("deadline");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns the word for it in ids and tables. */
        public String word() {
            return word;
        }
    }

    /**
     * Checks, and cuts the message.
     *
     * @throws IllegalArgumentException if such a change cannot be set aside
     */
    public SetAsideRecord {
        requireNonNull(change, "change");
        requireNonNull(since, "since");
        if (!canBe(change)) {
            throw new IllegalArgumentException("only a change for which no caller waits can be set aside, was a "
                    + change.getClass().getSimpleName());
        }
        message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE - 1) + "…" : message;
    }

    /** Returns whether a change is of a kind that can be set aside. */
    public static boolean canBe(Mutation change) {
        return change instanceof Mutation.RecordAttempt
                || change instanceof Mutation.Release
                || (change instanceof Mutation.Apply apply
                        && (apply.input() instanceof ChainEvent.Cancel
                                || apply.input() instanceof ChainEvent.DeadlineCheck));
    }

    /**
     * Returns its id, which follows from the change: the same one set aside twice, for example by two nodes, is one. At most 200
     * characters of {@code [a-z0-9_.]}.
     */
    public String id() {
        if (change instanceof Mutation.RecordAttempt recorded) {
            return idOf(recorded.key()) + "." + recorded.attempt().number();
        }
        return change instanceof Mutation.Release release ? idOf(release.key()) : chain() + "." + kind().word();
    }

    /** Returns what kind of change it is. */
    public Kind kind() {
        if (change instanceof Mutation.RecordAttempt) {
            return Kind.ATTEMPT;
        } else if (change instanceof Mutation.Release) {
            return Kind.RELEASE;
        }
        return ((Mutation.Apply) change).input() instanceof ChainEvent.Cancel ? Kind.CANCEL : Kind.DEADLINE;
    }

    /** Returns the chain that it is about. */
    public ChainId chain() {
        if (change instanceof Mutation.RecordAttempt recorded) {
            return recorded.key().delivery().chain();
        } else if (change instanceof Mutation.Release release) {
            return release.key().delivery().chain();
        }
        return ((Mutation.Apply) change).chain();
    }

    private String idOf(ClaimToken key) {
        return chain() + "." + kind().word() + "." + key.delivery().step() + "." + key.resumeCount() + "."
                + key.fencingToken();
    }
}
