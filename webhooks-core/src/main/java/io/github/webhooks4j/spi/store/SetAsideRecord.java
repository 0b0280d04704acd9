package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import java.time.Instant;

/**
 * A mutation that the store never took although it took others, set aside until an operator retries or drops it.
 *
 * @param change the mutation: a {@link Mutation.RecordAttempt}, a {@link Mutation.Release}, or a {@link Mutation.Apply}
 *     that cancels a chain or checks its deadline
 * @param since when it was set aside
 * @param message the message of its failure, for an operator; never a payload or a secret; at most {@value
 *     #MAX_MESSAGE} characters
 */
public record SetAsideRecord(Mutation change, Instant since, String message) {
    /** The most characters of a message that are stored. */
    public static final int MAX_MESSAGE = 500;

    /** The kind of a mutation that is set aside. */
    public enum Kind {
        /** The record of an attempt. Until it is written or dropped its delivery is not attempted again. */
        ATTEMPT("attempt"),
        /** The release of a claimed delivery. Until it is written or dropped, the delivery is not attempted. */
        RELEASE("release"),
        /** The cancellation of a chain of a deleted webhook. */
        CANCEL("cancel"),
        /** The deadline check of a chain. */
        DEADLINE("deadline");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns its code in ids and tables. */
        public String word() {
            return word;
        }
    }

    /**
     * Checks, and cuts the message.
     *
     * @throws IllegalArgumentException if such a mutation cannot be set aside
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

    /** Returns whether a mutation is of a kind that can be set aside. */
    public static boolean canBe(Mutation change) {
        return change instanceof Mutation.RecordAttempt
                || change instanceof Mutation.Release
                || (change instanceof Mutation.Apply apply
                        && (apply.input() instanceof ChainEvent.Cancel
                                || apply.input() instanceof ChainEvent.DeadlineCheck));
    }

    /**
     * Returns its id, which is derived from the mutation: if two nodes set the same one aside, there is one record. At
     * most 200 characters of {@code [a-z0-9_.]}.
     */
    public String id() {
        if (change instanceof Mutation.RecordAttempt recorded) {
            return idOf(recorded.key()) + "." + recorded.attempt().number();
        }
        return change instanceof Mutation.Release release ? idOf(release.key()) : chain() + "." + kind().word();
    }

    /** Returns its kind. */
    public Kind kind() {
        if (change instanceof Mutation.RecordAttempt) {
            return Kind.ATTEMPT;
        } else if (change instanceof Mutation.Release) {
            return Kind.RELEASE;
        }
        return ((Mutation.Apply) change).input() instanceof ChainEvent.Cancel ? Kind.CANCEL : Kind.DEADLINE;
    }

    /** Returns its chain. */
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
