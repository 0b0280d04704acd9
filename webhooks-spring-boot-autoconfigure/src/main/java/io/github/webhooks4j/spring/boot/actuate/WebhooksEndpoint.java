package io.github.webhooks4j.spring.boot.actuate;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.stats.ChainCounts;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** The endpoint {@code webhooks}: shows what this node does, and stops or starts its deliveries. Thread-safe. */
@Endpoint(id = "webhooks")
public final class WebhooksEndpoint {
    private final WebhookEngine engine;
    private final Duration grace;

    /**
     * Creates an endpoint of an engine.
     *
     * @param grace how long attempts in flight may take to end when deliveries are stopped
     */
    public WebhooksEndpoint(WebhookEngine engine, Duration grace) {
        this.engine = requireNonNull(engine, "engine");
        this.grace = requireNonNull(grace, "grace");
    }

    /**
     * What a node does.
     *
     * @param delivering whether it delivers
     * @param problems what makes its health red, a sentence for each
     * @param inFlight attempts in flight
     * @param chains the counts of all chains of the store
     */
    public record Node(boolean delivering, List<String> problems, int inFlight, ChainCounts chains) {
        /** Copies. */
        public Node {
            problems = List.copyOf(problems);
            requireNonNull(chains, "chains");
        }
    }

    /** Returns what this node does. */
    @ReadOperation
    public Node node() {
        return new Node(
                engine.phase() == EnginePhase.DELIVERING,
                engine.health().problems().stream().map(HealthProblem::message).toList(),
                engine.gauges().inFlight(),
                engine.health().store().chainCounts());
    }

    /** Starts or stops the deliveries of this node; it publishes and takes callbacks either way. */
    @WriteOperation
    public Node deliver(boolean delivering) {
        if (delivering) {
            engine.startDelivering();
        } else {
            engine.stopDelivering(grace);
        }
        return node();
    }
}
