/**
 * What an application publishes.
 *
 * <p>Begin with {@link io.github.webhooks4j.event.Event}.
 */
@NullMarked
package io.github.webhooks4j.event;

import org.jspecify.annotations.NullMarked;
