package io.github.webhooks4j.engine.listener;

/** Receives the events of an engine in their order, after they became durable. */
@FunctionalInterface
public interface EngineListener {
    /**
     * Receives one event. Called on a thread of its own, one call at a time; any exception is logged. A listener that
     * falls more than 10,000 events behind misses some, which is logged: the history has all of them.
     */
    void onEvent(EngineEvent change);
}
