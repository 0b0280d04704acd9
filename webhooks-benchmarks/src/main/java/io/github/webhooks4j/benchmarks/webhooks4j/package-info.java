/**
 * This library as a subject, and the clients without a store that it is compared with.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.webhooks4j.Webhooks}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.webhooks4j;

import org.jspecify.annotations.NullMarked;
