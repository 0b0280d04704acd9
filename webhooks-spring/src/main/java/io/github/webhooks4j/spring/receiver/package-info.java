/**
 * Receivers in Spring MVC and WebFlux: {@link io.github.webhooks4j.spring.receiver.VerifiedWebhook} marks the argument of a handler that is
 * called with verified deliveries only.
 */
@NullMarked
package io.github.webhooks4j.spring.receiver;

import org.jspecify.annotations.NullMarked;
