package io.github.webhooks4j.okhttp.internal.egress;

import io.github.webhooks4j.delivery.BasicCredentials;
import org.jspecify.annotations.Nullable;

/**
 * The egress proxy. Immutable.
 *
 * @param host its name or address, as URLs name it
 * @param port its port
 * @param credentials sent to the proxy alone; null for none
 */
public record ProxyAddress(String host, int port, @Nullable BasicCredentials credentials) {}
