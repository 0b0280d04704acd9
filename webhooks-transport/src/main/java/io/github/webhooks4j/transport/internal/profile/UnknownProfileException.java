package io.github.webhooks4j.transport.internal.profile;

import java.io.IOException;

/** Thrown when a request names a TLS profile that this transport does not have. Never reaches a caller. */
public final class UnknownProfileException extends IOException {
    private static final long serialVersionUID = 1;

    UnknownProfileException() {
        super("the transport has no TLS profile of this name");
    }
}
