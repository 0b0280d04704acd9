/**
 * HTTP on OkHttp, for both sides: {@link io.github.webhooks4j.okhttp.OkHttpTransport} delivers for a sender, {@link
 * io.github.webhooks4j.okhttp.CallbackClient} sends callbacks for a receiver. Both send one request for each attempt and
 * dial only what their {@link io.github.webhooks4j.transport.AddressPolicy} allows.
 */
@NullMarked
package io.github.webhooks4j.okhttp;

import org.jspecify.annotations.NullMarked;
