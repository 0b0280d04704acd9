/** Counts of what a deployment has done and has still to do. */
@NullMarked
package io.github.webhooks4j.stats;

import org.jspecify.annotations.NullMarked;
