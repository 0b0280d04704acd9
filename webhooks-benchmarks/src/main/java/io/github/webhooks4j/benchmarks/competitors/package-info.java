/**
 * What else there is for the same work on PostgreSQL: libraries of other people, set up as their documentation recommends, and
 * a loop written by hand.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.competitors.Competitors}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.competitors;

import org.jspecify.annotations.NullMarked;
