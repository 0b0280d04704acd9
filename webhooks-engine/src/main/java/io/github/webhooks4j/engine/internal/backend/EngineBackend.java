package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.spi.store.HistoryStore;
import java.util.List;

/**
 * What an engine rests on: decides and keeps what is submitted, supplies the deliveries that this node has claimed, and remembers what
 * happened. The engine above it matches webhooks, schedules attempts and sends. Thread-safe.
 */
public interface EngineBackend {
    /** Returns where changes are submitted. */
    CommandGateway commands();

    /** Returns where claimed deliveries come from. */
    WorkSource work();

    /** Returns what is read of the past. */
    HistoryStore history();

    /**
     * Returns what makes durable that which the gateway takes. Called once, when everything that follows commits is built and before
     * any task runs.
     *
     * @param listeners are notified of each batch, in this order, and after the backend itself
     */
    Committer committer(List<CommitListener> listeners);
}
