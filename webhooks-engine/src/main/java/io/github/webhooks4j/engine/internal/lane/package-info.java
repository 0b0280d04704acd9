/**
 * Decides which delivery may start now: lanes, circuit breakers, concurrency and rate limits, fair turns. One lock
 * guards all of it.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.lane;

import org.jspecify.annotations.NullMarked;
