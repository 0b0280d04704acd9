package io.github.webhooks4j.agreement;

import static java.util.Objects.requireNonNull;

/** Whether a destination agreed. */
public sealed interface AgreementDecision {
    /**
     * It did.
     *
     * @param agreement to what
     */
    record Agreed(Agreement agreement) implements AgreementDecision {
        public Agreed {
            requireNonNull(agreement, "agreement");
        }
    }

    /**
     * It did not.
     *
     * @param actual what it did instead; nothing of what it wrote
     */
    record Refused(String actual) implements AgreementDecision {
        public Refused {
            requireNonNull(actual, "actual");
        }
    }
}
