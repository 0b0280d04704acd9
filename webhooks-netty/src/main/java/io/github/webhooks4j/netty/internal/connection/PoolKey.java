package io.github.webhooks4j.netty.internal.connection;

import org.jspecify.annotations.Nullable;

/**
 * What connections are made to: requests to the same may share them. Immutable.
 *
 * @param tls whether they have TLS
 * @param host a name or an address, as URLs name it
 * @param port the port
 * @param profile the TLS profile; null for the one for all, and without TLS
 */
public record PoolKey(
        boolean tls, String host, int port, @Nullable String profile) {
    /** Returns host and port as the target of a CONNECT names them. */
    String authority() {
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
}
