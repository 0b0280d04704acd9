/**
 * HTTP on OkHttp: {@link io.github.webhooks4j.okhttp.OkHttpTransport} sends one request for each attempt, and dials only
 * what its {@link io.github.webhooks4j.transport.AddressPolicy} allows.
 */
@NullMarked
package io.github.webhooks4j.okhttp;

import org.jspecify.annotations.NullMarked;
