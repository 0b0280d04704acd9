/**
 * Builds the parts of an engine from the ground to the top, and starts and stops them.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.runtime;

import org.jspecify.annotations.NullMarked;
