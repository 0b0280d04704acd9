/**
 * The console: pages of an engine's webhooks and deliveries. Begin with {@link io.github.webhooks4j.console.WebhookConsole}.
 */
@NullMarked
package io.github.webhooks4j.console;

import org.jspecify.annotations.NullMarked;
