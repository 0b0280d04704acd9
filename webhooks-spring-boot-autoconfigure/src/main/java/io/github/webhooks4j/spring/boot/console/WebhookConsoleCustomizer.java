package io.github.webhooks4j.spring.boot.console;

import io.github.webhooks4j.console.WebhookConsoleBuilder;

/**
 * A bean of this type sets what no property does, for the console and for the customers' page, such as brand, audit and what is shown of
 * bodies. Several are called in the order of {@code @Order}.
 */
@FunctionalInterface
public interface WebhookConsoleCustomizer {
    /** Called once for each of the two that is mounted, with all properties set, before it is built. */
    void customize(WebhookConsoleBuilder builder);
}
