/**
 * This library measured end to end, beside its competitors: what is measured, and the command line.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.Subject}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks;

import org.jspecify.annotations.NullMarked;
