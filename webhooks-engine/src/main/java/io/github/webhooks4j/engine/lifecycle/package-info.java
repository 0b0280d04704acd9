/** The phases of an engine, and the exception of a closed engine. */
@NullMarked
package io.github.webhooks4j.engine.lifecycle;

import org.jspecify.annotations.NullMarked;
