/**
 * Standard Webhooks signatures, version {@code v1}: sign on one side, verify on the other.
 *
 * <p>Receivers begin with {@link io.github.webhooks4j.signature.WebhookVerifier}.
 */
@NullMarked
package io.github.webhooks4j.signature;

import org.jspecify.annotations.NullMarked;
