/**
 * The product as a contender, and the bare client that it is measured by.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.ours.Webhooks}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.ours;

import org.jspecify.annotations.NullMarked;
