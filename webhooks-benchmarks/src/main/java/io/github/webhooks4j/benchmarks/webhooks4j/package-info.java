/**
 * The product as a subject, and the bare client that it is measured by.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.webhooks4j.Webhooks}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.webhooks4j;

import org.jspecify.annotations.NullMarked;
