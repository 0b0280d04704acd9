/**
 * What follows from commits and from time: callback timeouts, deleted webhooks, later settings, pruning.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.upkeep;

import org.jspecify.annotations.NullMarked;
