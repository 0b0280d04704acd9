/** The parts of a history that are shown as they are stored. */
@NullMarked
package io.github.webhooks4j.history;

import org.jspecify.annotations.NullMarked;
