/**
 * Accepts events: matches webhooks, creates chains, publishes in the application's transactions.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.publish;

import org.jspecify.annotations.NullMarked;
