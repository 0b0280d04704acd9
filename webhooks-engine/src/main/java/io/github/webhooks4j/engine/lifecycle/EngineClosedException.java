package io.github.webhooks4j.engine.lifecycle;

import io.github.webhooks4j.WebhookException;

/** Thrown when an engine is asked for something after it was closed. Nothing of the call has been done. */
public final class EngineClosedException extends WebhookException {
    private static final long serialVersionUID = 1;

    public EngineClosedException(String engine) {
        super("engine " + engine + " is closed: it takes no more work; start another one on the same store");
    }
}
