/**
 * The sender at run time: webhooks, publishing, deliveries, retries, history, chain counts.
 *
 * <p>Begin with {@link io.github.webhooks4j.engine.WebhookEngine}. How its threads work together is described in {@code
 * docs/concurrency.md}.
 */
@NullMarked
package io.github.webhooks4j.engine;

import org.jspecify.annotations.NullMarked;
