/**
 * HTTP on OkHttp, for both sides: {@link io.github.webhooks4j.okhttp.OkHttpTransport} delivers for a sender, {@link
 * io.github.webhooks4j.okhttp.CallbackClient} calls back for a receiver. Both put one request on the wire per attempt and dial
 * nothing that their {@link io.github.webhooks4j.okhttp.AddressPolicy} does not allow.
 */
@NullMarked
package io.github.webhooks4j.okhttp;

import org.jspecify.annotations.NullMarked;
