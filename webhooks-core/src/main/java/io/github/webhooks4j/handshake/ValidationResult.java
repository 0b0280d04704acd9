package io.github.webhooks4j.handshake;

import static java.util.Objects.requireNonNull;

/** Whether a destination has granted its permission. */
public sealed interface ValidationResult {
    /**
     * The destination has granted it.
     *
     * @param permission the permission
     */
    record Allowed(DeliveryPermission permission) implements ValidationResult {
        public Allowed {
            requireNonNull(permission, "permission");
        }
    }

    /**
     * The destination has not granted it.
     *
     * @param actual the reason, without any text of the destination
     */
    record Refused(String actual) implements ValidationResult {
        public Refused {
            requireNonNull(actual, "actual");
        }
    }
}
