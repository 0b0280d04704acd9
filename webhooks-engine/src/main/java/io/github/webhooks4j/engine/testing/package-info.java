/**
 * An engine on one thread, for deterministic tests of applications.
 */
@NullMarked
package io.github.webhooks4j.engine.testing;

import org.jspecify.annotations.NullMarked;
