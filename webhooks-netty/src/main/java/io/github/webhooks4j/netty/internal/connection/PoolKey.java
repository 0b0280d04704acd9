package io.github.webhooks4j.netty.internal.connection;

/**
 * What connections are made to: requests to the same may share them. Immutable.
 *
 * @param tls whether they have TLS
 * @param host a name or an address, as URLs name it
 * @param port the port
 */
public record PoolKey(boolean tls, String host, int port) {
    /** Returns host and port as the target of a CONNECT names them. */
    String authority() {
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
}
