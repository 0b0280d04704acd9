package io.github.webhooks4j.transport.internal.dns;

import java.net.UnknownHostException;

/**
 * Thrown when a name was not looked up, or no name server could be asked: a failure of the sender, from which nothing
 * follows about the name. A subtype of unknown host because OkHttp's name resolution may throw nothing else. Never
 * reaches a caller.
 */
public final class ResolverFailedException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    public ResolverFailedException(String message) {
        super(message);
    }
}
