package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that makes the health of an engine red. Alerts match the kind; the message is for people, and may change. Immutable.
 *
 * @param kind what it is
 * @param subject what it concerns: the name of a task, {@code store}, {@code commits}, {@code records}, {@code chain counts}, {@code
 *     callbackBase} or {@code executor}
 * @param since since when, by the engine's clock; null if that is not known
 * @param message a sentence for an operator; no payload and no secret
 */
public record HealthProblem(
        Kind kind, String subject, @Nullable Instant since, String message) {
    /** The kinds of problems. */
    public enum Kind {
        /** A task does not run. */
        TASK_STOPPED,
        /** A task has been in one step for more than 30 seconds. */
        TASK_STUCK,
        /** The last steps of a task failed. */
        TASK_FAILING,
        /** The store was not read for more than a minute. */
        STORE_UNREAD,
        /** The chain counts of the store do not add up. */
        COUNTS_UNBALANCED,
        /** The store refuses commits, or records could not be written yet. */
        WRITE_FAILING,
        /** Records are set aside. */
        SET_ASIDE,
        /** The supplier of {@code callbackBase} returns no valid URL, so that nothing is delivered. */
        CALLBACK_BASE_UNKNOWN,
        /** The executor has refused workers for 10 seconds. */
        EXECUTOR_REFUSED,
        /** The executor accepted workers and did not begin them within 10 seconds: it drops tasks, or has no thread for them. */
        EXECUTOR_LOST;

        /** Returns the code for alerts and JSON, for example {@code task_stuck}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public HealthProblem {
        requireNonNull(kind, "kind");
        requireNonNull(subject, "subject");
        requireNonNull(message, "message");
    }

    /** Returns the message. */
    @Override
    public String toString() {
        return message;
    }
}
