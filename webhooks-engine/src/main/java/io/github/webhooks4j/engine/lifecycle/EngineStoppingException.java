package io.github.webhooks4j.engine.lifecycle;

import io.github.webhooks4j.WebhookException;

/** Thrown when an engine is to start delivering while it still stops. The call had no effect. */
public final class EngineStoppingException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String engine;

    /** Creates an exception. */
    public EngineStoppingException(String engine) {
        super(
                Category.CONFLICT,
                "the engine " + engine + " still stops delivering; start it when stopDelivering has returned");
        this.engine = engine;
    }

    /** Returns the name of the engine. */
    public String engine() {
        return engine;
    }
}
