package io.github.webhooks4j.engine.listener;

/** Is notified of what has happened, in its order, after it became durable. */
@FunctionalInterface
public interface EngineListener {
    /**
     * Takes one change. Called on a thread of its own, one call at a time; whatever it throws is logged. A listener that falls
     * more than 10,000 changes behind misses some, which is logged: the history has all of them.
     */
    void onEvent(EngineEvent change);
}
