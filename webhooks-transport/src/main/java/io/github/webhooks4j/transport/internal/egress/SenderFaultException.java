package io.github.webhooks4j.transport.internal.egress;

import java.io.IOException;

/** Thrown when a service of the sender's operator, such as its proxy, cannot be reached. Never reaches a caller. */
public final class SenderFaultException extends IOException {
    private static final long serialVersionUID = 1;

    SenderFaultException(String message, IOException cause) {
        super(message, cause);
    }
}
