package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.okhttp.OkHttpTransport;

/** A bean of this type sets what no property does, or overrides one. Several are called in the order of {@code @Order}. */
@FunctionalInterface
public interface OkHttpTransportCustomizer {
    /** Called once, with all properties set, before the transport is built. */
    void customize(OkHttpTransport.Builder builder);
}
