/**
 * What an application is notified of: events of the engine and the listener that receives them.
 */
@NullMarked
package io.github.webhooks4j.engine.listener;

import org.jspecify.annotations.NullMarked;
