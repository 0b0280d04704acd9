package io.github.webhooks4j.engine.lifecycle;

import io.github.webhooks4j.WebhookException;

/** Thrown by calls of an engine that was closed. The call had no effect. */
public final class EngineClosedException extends WebhookException {
    private static final long serialVersionUID = 1;

    public EngineClosedException(String engine) {
        super("engine " + engine + " is closed: it accepts no more calls; start another one on the same store");
    }
}
