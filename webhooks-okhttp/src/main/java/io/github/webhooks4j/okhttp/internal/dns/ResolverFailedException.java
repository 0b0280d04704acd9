package io.github.webhooks4j.okhttp.internal.dns;

import java.net.UnknownHostException;

/**
 * Thrown when a name was not looked up, or nobody could be asked: the sender's own trouble, which says nothing about the name. An
 * unknown host because OkHttp's name resolution may throw nothing else. Never reaches a caller.
 */
public final class ResolverFailedException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    public ResolverFailedException(String message) {
        super(message);
    }
}
