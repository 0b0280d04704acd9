package io.github.webhooks4j.spring.boot.actuate;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.health.EngineHealth;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Shows the health of the engine: up if it is green, down with its problems if it is red, out of service while this node does not deliver.
 * Thread-safe; reads neither store nor network.
 */
public final class WebhooksHealthIndicator extends AbstractHealthIndicator {
    private final WebhookEngine engine;

    /** Creates an indicator of an engine. */
    public WebhooksHealthIndicator(WebhookEngine engine) {
        this.engine = requireNonNull(engine, "engine");
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        EngineHealth health = engine.health();
        List<String> problems =
                health.problems().stream().map(HealthProblem::message).toList();
        if (!problems.isEmpty()) {
            builder.down().withDetail("problems", problems);
        } else if (engine.phase() == EnginePhase.DELIVERING) {
            builder.up();
        } else {
            builder.outOfService();
        }
        builder.withDetail("node", health.node().value())
                .withDetail("phase", engine.phase().name().toLowerCase(Locale.ROOT))
                .withDetail("oldestDueSeconds", health.store().oldestDueAge().toSeconds());
    }
}
