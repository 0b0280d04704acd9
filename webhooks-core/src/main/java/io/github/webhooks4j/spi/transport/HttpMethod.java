package io.github.webhooks4j.spi.transport;

/** The method of an outbound request. */
public enum HttpMethod {
    /** Delivers a payload. */
    POST,
    /** Requests the permission of a destination. */
    OPTIONS
}
