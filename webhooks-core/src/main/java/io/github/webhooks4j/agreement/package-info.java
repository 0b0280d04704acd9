/**
 * The delivery agreement: a destination is asked whether it wants deliveries before it gets any (CloudEvents 1.0, "HTTP 1.1 Web
 * Hooks for Event Delivery", section 4, abuse protection).
 */
@NullMarked
package io.github.webhooks4j.agreement;

import org.jspecify.annotations.NullMarked;
