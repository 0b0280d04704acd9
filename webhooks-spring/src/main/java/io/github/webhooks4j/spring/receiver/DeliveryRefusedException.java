package io.github.webhooks4j.spring.receiver;

import io.github.webhooks4j.receiver.Reception;

/** Thrown in the place of calling a handler with a delivery that is refused; {@link DeliveryRefusals} responds to it. */
public final class DeliveryRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Reception.Refused refused;

    DeliveryRefusedException(Reception.Refused refused) {
        // No stack trace: strangers may cause any number of these.
        super(refused.detail(), null, false, false);
        this.refused = refused;
    }

    /** Returns how to respond, and why. */
    public Reception.Refused refused() {
        return refused;
    }
}
