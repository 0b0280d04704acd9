/**
 * What a receiver POSTs to a payload's {@code callback_url}.
 *
 * <p>Begin with {@link io.github.webhooks4j.callback.Callback}.
 */
@NullMarked
package io.github.webhooks4j.callback;

import org.jspecify.annotations.NullMarked;
