/**
 * How an engine is: what a probe or a dashboard asks for.
 *
 * <p>Begin with {@link io.github.webhooks4j.engine.health.EngineHealth}.
 */
@NullMarked
package io.github.webhooks4j.engine.health;

import org.jspecify.annotations.NullMarked;
