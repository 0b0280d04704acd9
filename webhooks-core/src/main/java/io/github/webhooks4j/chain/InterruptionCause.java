package io.github.webhooks4j.chain;

import java.util.Locale;
import java.util.Optional;

/** Why a chain was interrupted. */
public enum InterruptionCause {
    /** The state of the step's callback was failure. */
    CALLBACK_FAILURE("The destination called back with failure."),
    /** The state of the step's callback was error. */
    CALLBACK_ERROR("The destination called back with error."),
    /** No callback came within the callback deadline. */
    CALLBACK_DEADLINE("The destination did not call back before the deadline."),
    /** The delivery failed until its retry schedule ended. */
    RETRIES_EXHAUSTED("The payload could not be delivered in any attempt."),
    /** The destination responded 410 Gone. */
    DESTINATION_GONE("The destination responded 410 Gone."),
    /** The destination responded with a status that is final for the webhook. */
    FINAL_STATUS("The destination responded with a status after which the webhook makes no other attempt."),
    /** The next attempt would have been later than the greatest age of the webhook's deliveries. */
    TOO_OLD("The payload could not be delivered before it was too old for the webhook.");

    private final String sentence;

    InterruptionCause(String sentence) {
        this.sentence = sentence;
    }

    /** Returns a sentence for people. */
    public String sentence() {
        return sentence;
    }

    /** Returns the code for stores and JSON, for example {@code callback_failure}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the cause of {@code word}, or empty. */
    public static Optional<InterruptionCause> fromCode(String word) {
        for (InterruptionCause cause : values()) {
            if (cause.code().equals(word)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
