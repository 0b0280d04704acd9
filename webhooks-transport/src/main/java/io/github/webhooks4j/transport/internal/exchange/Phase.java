package io.github.webhooks4j.transport.internal.exchange;

/** The phases of an exchange. */
public enum Phase {
    /** The name is resolved, or a connection is made. */
    CONNECTING,
    /** The TLS handshake is under way. */
    SECURING,
    /** The request is being written. */
    SENDING,
    /** The request is written, and the response is awaited or read. */
    RESPONDING
}
