package io.github.webhooks4j.console.internal.engine;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.engine.health.EngineHealth;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.engine.metrics.AttemptMinute;
import io.github.webhooks4j.engine.metrics.EngineGauges;
import java.util.List;

/** This node, for visitors for whom everything exists. Queries neither the store nor the network, except for commands. */
public final class NodeState {
    private final WebhookEngine engine;

    NodeState(WebhookEngine engine) {
        this.engine = engine;
    }

    /** Returns its health. */
    public EngineHealth health() {
        return engine.health();
    }

    /** Returns sentences of a healthy engine for an operator. */
    public List<String> notes() {
        return engine.notes();
    }

    /** Returns whether it delivers. */
    public boolean delivers() {
        return engine.phase() == EnginePhase.DELIVERING;
    }

    /** Returns what it holds. */
    public EngineGauges gauges() {
        return engine.gauges();
    }

    /** Returns the destinations with work, those in most trouble first. */
    public List<DestinationState> destinations() {
        return engine.destinations();
    }

    /** Returns how many attempts it recorded in each minute of the last hour. */
    public List<AttemptMinute> attemptsByMinute() {
        return engine.attemptsByMinute();
    }

    /** Writes a record that is set aside; false if there is none of this id any more. */
    public boolean retrySetAside(String id) {
        return engine.setAside().retry(id);
    }

    /** Drops a record that is set aside; false if there is none of this id any more. */
    public boolean dropSetAside(String id) {
        return engine.setAside().drop(id);
    }
}
