package io.github.webhooks4j.engine.internal.registry;

import java.util.List;

/**
 * Thrown when the store lacks a version of a webhook by which this node matched an event: nothing was accepted, and the
 * webhooks must be read again. Never leaves the engine.
 */
public final class OutdatedWebhooksException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Long> basedOn;

    public OutdatedWebhooksException(List<Long> basedOn) {
        super("the store does not have a change of a webhook that this node has seen", null, false, false);
        this.basedOn = basedOn;
    }

    /** Returns the versions that this node had seen. */
    List<Long> basedOn() {
        return basedOn;
    }
}
