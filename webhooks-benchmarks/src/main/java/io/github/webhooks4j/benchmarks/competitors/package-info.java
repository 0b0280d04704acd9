/**
 * Alternatives for the same work on PostgreSQL: other libraries, configured as their documentation recommends, and
 * a hand-written loop.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.competitors.Competitors}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.competitors;

import org.jspecify.annotations.NullMarked;
