/**
 * The engine as a visitor may see and steer it.
 */
@NullMarked
package io.github.webhooks4j.console.internal.engine;

import org.jspecify.annotations.NullMarked;
