/**
 * The delivery of a payload to one destination: the request, its result, and its outcome.
 *
 * <p>Begin with {@link io.github.webhooks4j.delivery.AttemptOutcome}.
 */
@NullMarked
package io.github.webhooks4j.delivery;

import org.jspecify.annotations.NullMarked;
