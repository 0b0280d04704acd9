package io.github.webhooks4j.spring.boot.health;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.spring.boot.actuate.NodeHealth;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Shows the {@link NodeHealth} of an engine as the type that Spring Boot 3.5 has for it. Thread-safe. */
public final class WebhooksHealthIndicator extends AbstractHealthIndicator {
    private final WebhookEngine engine;

    /** Creates an indicator of an engine. */
    public WebhooksHealthIndicator(WebhookEngine engine) {
        this.engine = requireNonNull(engine, "engine");
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        NodeHealth health = NodeHealth.of(engine);
        builder.status(health.status()).withDetails(health.details());
    }
}
