/**
 * The product measured end to end, beside its peers: what is measured, and the command line.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.Contender}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks;

import org.jspecify.annotations.NullMarked;
