/**
 * The ground of every part: clock, random source, ids, background tasks and how they are woken, the phase of the engine.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.context;

import org.jspecify.annotations.NullMarked;
