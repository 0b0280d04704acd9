/**
 * Where callbacks come in: the URLs that are handed out, and the endpoint that answers them.
 *
 * <p>Begin with {@link io.github.webhooks4j.engine.callback.CallbackEndpoint}.
 */
@NullMarked
package io.github.webhooks4j.engine.callback;

import org.jspecify.annotations.NullMarked;
