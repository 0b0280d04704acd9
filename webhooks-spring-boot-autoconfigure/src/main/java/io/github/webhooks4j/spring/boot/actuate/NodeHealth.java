package io.github.webhooks4j.spring.boot.actuate;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.health.EngineHealth;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The health of this node as the actuator shows it. Immutable.
 *
 * @param status {@code UP} if the engine's health is green, {@code DOWN} if it is red, {@code OUT_OF_SERVICE} while the node does not
 *     deliver: statuses of Spring Boot
 * @param details node, phase and the age of the oldest delivery that is due; the problems, if there are any
 */
public record NodeHealth(String status, Map<String, Object> details) {
    /** Copies. */
    public NodeHealth {
        requireNonNull(status, "status");
        details = Map.copyOf(details);
    }

    /** Returns the health of an engine's node; reads neither store nor network. */
    public static NodeHealth of(WebhookEngine engine) {
        EngineHealth health = engine.health();
        EnginePhase phase = engine.phase();
        List<String> problems =
                health.problems().stream().map(HealthProblem::message).toList();
        var details = new LinkedHashMap<String, Object>();
        details.put("node", health.node().value());
        details.put("phase", phase.name().toLowerCase(Locale.ROOT));
        details.put("oldestDueSeconds", health.store().oldestDueAge().toSeconds());
        if (!problems.isEmpty()) {
            details.put("problems", problems);
            return new NodeHealth("DOWN", details);
        }
        return new NodeHealth(phase == EnginePhase.DELIVERING ? "UP" : "OUT_OF_SERVICE", details);
    }
}
