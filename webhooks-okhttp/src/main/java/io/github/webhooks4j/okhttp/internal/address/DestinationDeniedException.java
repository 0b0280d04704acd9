package io.github.webhooks4j.okhttp.internal.address;

import java.net.UnknownHostException;

/**
 * Thrown where a connection would be made, or reused, that the address policy does not allow. An unknown host because OkHttp's
 * name resolution may throw nothing else. Never reaches a caller.
 */
public final class DestinationDeniedException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    public DestinationDeniedException() {
        super("the address policy does not allow this destination");
    }
}
