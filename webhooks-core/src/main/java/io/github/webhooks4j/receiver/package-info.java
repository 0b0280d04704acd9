/**
 * What a receiver does with a request before anything parses it: {@link io.github.webhooks4j.receiver.WebhookReceiver} returns a delivery
 * that is verified, or the response to one that is refused. Adapters read the request.
 */
@NullMarked
package io.github.webhooks4j.receiver;

import org.jspecify.annotations.NullMarked;
