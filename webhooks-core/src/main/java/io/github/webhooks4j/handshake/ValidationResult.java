package io.github.webhooks4j.handshake;

import static java.util.Objects.requireNonNull;

/** Whether a destination gave its permission. */
public sealed interface ValidationResult {
    /**
     * It did.
     *
     * @param permission what it permits
     */
    record Allowed(DeliveryPermission permission) implements ValidationResult {
        public Allowed {
            requireNonNull(permission, "permission");
        }
    }

    /**
     * It did not.
     *
     * @param actual what it did instead; nothing that it wrote
     */
    record Refused(String actual) implements ValidationResult {
        public Refused {
            requireNonNull(actual, "actual");
        }
    }
}
