/**
 * Abuse protection: before a destination gets deliveries, a validation request asks for its permission (CloudEvents 1.0, "HTTP
 * 1.1 Web Hooks for Event Delivery", section 4).
 */
@NullMarked
package io.github.webhooks4j.handshake;

import org.jspecify.annotations.NullMarked;
