package io.github.webhooks4j.transport.internal.address;

import java.net.UnknownHostException;

/**
 * Thrown where a connection to an address that is not allowed would be made or used again. A subtype of unknown host
 * because OkHttp's name resolution may throw nothing else. Never reaches a caller.
 */
public final class DestinationDeniedException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    public DestinationDeniedException() {
        super("the address policy does not allow this destination");
    }
}
