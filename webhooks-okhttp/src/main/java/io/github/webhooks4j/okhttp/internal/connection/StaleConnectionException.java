package io.github.webhooks4j.okhttp.internal.connection;

import java.io.IOException;

/**
 * Thrown before the first byte of a request is written to a connection that carried a request before and is not clean,
 * or not surely alive. Nothing was sent, so the request may be sent on another connection. Never reaches a caller.
 */
public final class StaleConnectionException extends IOException {
    private static final long serialVersionUID = 1;

    StaleConnectionException() {
        super("the connection must not be used again");
    }
}
