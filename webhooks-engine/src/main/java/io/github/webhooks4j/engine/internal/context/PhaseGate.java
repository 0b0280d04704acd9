package io.github.webhooks4j.engine.internal.context;

import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;

/** The phase of an engine, and the permitted transitions. Thread-safe. */
public final class PhaseGate {
    private final String name;
    private volatile EnginePhase phase = EnginePhase.OPEN; // written with the monitor held

    public PhaseGate(String name) {
        this.name = name;
    }

    public EnginePhase phase() {
        return phase;
    }

    /**
     * Refuses a call after the engine was closed.
     *
     * @throws EngineClosedException if the engine is closed
     */
    public void requireOpen() {
        if (phase == EnginePhase.CLOSED) {
            throw new EngineClosedException(name);
        }
    }

    /** Moves from one phase to another; returns false, and does nothing, if the engine is not in {@code from}. */
    public synchronized boolean move(EnginePhase from, EnginePhase to) {
        if (phase != from) {
            return false;
        }
        phase = to;
        return true;
    }

    /** Moves from any phase to closed; returns false if the engine was closed before. */
    public synchronized boolean close() {
        boolean wasOpen = phase != EnginePhase.CLOSED;
        phase = EnginePhase.CLOSED;
        return wasOpen;
    }
}
