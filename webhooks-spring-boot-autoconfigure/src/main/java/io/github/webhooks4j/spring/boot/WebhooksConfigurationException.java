package io.github.webhooks4j.spring.boot;

import static java.util.Objects.requireNonNull;

/** The application's configuration of webhooks cannot work. Spring Boot shows the message and what to do instead of a stack trace. */
public final class WebhooksConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String action;

    /**
     * Creates an exception.
     *
     * @param message what is wrong, as a sentence
     * @param action what to do, as a sentence
     */
    public WebhooksConfigurationException(String message, String action) {
        super(requireNonNull(message, "message"));
        this.action = requireNonNull(action, "action");
    }

    /** Returns what to do, as a sentence. */
    public String action() {
        return action;
    }
}
