/**
 * The seam below the engine: what commits changes, supplies claimed deliveries and keeps history, without how it does so.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.backend;

import org.jspecify.annotations.NullMarked;
