/**
 * The configuration users make: which topics, which destinations, how patient.
 *
 * <p>Begin with {@link io.github.webhooks4j.webhook.WebhookDraft}.
 */
@NullMarked
package io.github.webhooks4j.webhook;

import org.jspecify.annotations.NullMarked;
