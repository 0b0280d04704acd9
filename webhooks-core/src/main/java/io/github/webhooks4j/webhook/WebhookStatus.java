package io.github.webhooks4j.webhook;

import java.util.Locale;
import java.util.Optional;

/** Whether a webhook starts chains, and if not, why. */
public enum WebhookStatus {
    /** Events start chains. */
    ENABLED,
    /** Disabled by an operator: no new chains, pending ones are parked. */
    DISABLED,
    /** Disabled because a destination responded 410 Gone. */
    DISABLED_GONE,
    /** Disabled after days without a success. */
    DISABLED_FAILING,
    /** Deleted: stored only as long as the history of its chains. */
    DELETED;

    /** Returns the code for stores and JSON, for example {@code disabled_gone}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the status of a code, or empty if there is none. */
    public static Optional<WebhookStatus> fromCode(String code) {
        for (WebhookStatus status : values()) {
            if (status.code().equals(code)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
