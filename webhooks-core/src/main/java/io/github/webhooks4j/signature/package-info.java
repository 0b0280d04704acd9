/**
 * Standard Webhooks signatures, versions {@code v1} (HMAC) and {@code v1a} (Ed25519): sign on one side, verify on the other.
 *
 * <p>Receivers begin with {@link io.github.webhooks4j.signature.WebhookVerifier}.
 */
@NullMarked
package io.github.webhooks4j.signature;

import org.jspecify.annotations.NullMarked;
