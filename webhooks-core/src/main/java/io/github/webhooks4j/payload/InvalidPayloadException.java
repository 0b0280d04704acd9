package io.github.webhooks4j.payload;

import io.github.webhooks4j.WebhookException;

/**
 * Thrown when bytes are not a push payload. The message names the JSON path, the rule and what was found; it never holds
 * more of the payload than a type or a short excerpt.
 */
public final class InvalidPayloadException extends WebhookException {
    private static final long serialVersionUID = 1;

    InvalidPayloadException(String message) {
        super(Category.INVALID, message);
    }
}
