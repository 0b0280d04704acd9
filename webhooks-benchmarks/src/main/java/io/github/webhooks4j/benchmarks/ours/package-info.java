/**
 * This library as a contender, and the bare client that it is compared with.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.ours.Webhooks}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.ours;

import org.jspecify.annotations.NullMarked;
