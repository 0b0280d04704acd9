/**
 * One run of one webhook for one event, as a state machine without effects.
 *
 * <p>Begin with {@link io.github.webhooks4j.chain.ChainRules}.
 */
@NullMarked
package io.github.webhooks4j.chain;

import org.jspecify.annotations.NullMarked;
