/**
 * Requests and responses of the console, whatever HTTP server carries them.
 */
@NullMarked
package io.github.webhooks4j.console.exchange;

import org.jspecify.annotations.NullMarked;
