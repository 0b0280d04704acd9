/**
 * Alternatives for the same work on PostgreSQL: other libraries, configured as their documentation recommends, and
 * a hand-written loop.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.peers.Peers}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
