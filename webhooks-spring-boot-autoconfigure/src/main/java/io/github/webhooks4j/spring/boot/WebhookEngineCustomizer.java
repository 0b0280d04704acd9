package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.engine.WebhookEngineBuilder;

/** A bean of this type sets what no property does, or overrides one. Several are called in the order of {@code @Order}. */
@FunctionalInterface
public interface WebhookEngineCustomizer {
    /** Called once, with all properties set, before the engine is built. */
    void customize(WebhookEngineBuilder builder);
}
