package io.github.webhooks4j.okhttp;

import java.net.UnknownHostException;

/**
 * Thrown where a connection would be made, or reused, that the address policy does not allow. An unknown host because OkHttp's
 * name resolution may throw nothing else. Never reaches a caller.
 */
final class DestinationDeniedException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    DestinationDeniedException() {
        super("the address policy does not allow this destination");
    }
}
