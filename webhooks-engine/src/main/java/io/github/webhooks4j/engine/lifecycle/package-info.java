/**
 * The phases of an engine, and the exception that says that it is closed.
 */
@NullMarked
package io.github.webhooks4j.engine.lifecycle;

import org.jspecify.annotations.NullMarked;
