/**
 * Calls the application's listener on a task of its own.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.listener;

import org.jspecify.annotations.NullMarked;
