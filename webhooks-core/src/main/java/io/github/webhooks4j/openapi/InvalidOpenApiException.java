package io.github.webhooks4j.openapi;

import io.github.webhooks4j.WebhookException;

/** Thrown when an OpenAPI document cannot become an event catalogue. The message names the place and quotes no example. */
public final class InvalidOpenApiException extends WebhookException {
    private static final long serialVersionUID = 1;

    InvalidOpenApiException(String message) {
        super(Category.INVALID, message);
    }
}
