/**
 * What happened and why, chain by chain.
 *
 * <p>Begin with {@link io.github.webhooks4j.engine.history.History}.
 */
@NullMarked
package io.github.webhooks4j.engine.history;

import org.jspecify.annotations.NullMarked;
