package io.github.webhooks4j.engine.lifecycle;

import io.github.webhooks4j.WebhookException;

/** Thrown by calls of an engine that was closed. The call had no effect. */
public final class EngineClosedException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String engine;

    /** Creates an exception. */
    public EngineClosedException(String engine) {
        super(
                Category.UNAVAILABLE,
                "engine " + engine + " is closed: it accepts no more calls; start another one on the same store");
        this.engine = engine;
    }

    /** Returns the name of the engine. */
    public String engine() {
        return engine;
    }
}
