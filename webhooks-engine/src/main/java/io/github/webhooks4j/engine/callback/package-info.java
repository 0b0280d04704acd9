/**
 * Receives callbacks: the URLs that deliveries contain, and the endpoint that responds to them.
 *
 * <p>Begin with {@link io.github.webhooks4j.engine.callback.CallbackEndpoint}.
 */
@NullMarked
package io.github.webhooks4j.engine.callback;

import org.jspecify.annotations.NullMarked;
