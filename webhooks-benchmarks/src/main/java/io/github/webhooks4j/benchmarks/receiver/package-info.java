/**
 * Who gets the deliveries: a process of its own, so that what it costs is not counted as the sender's.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.receiver.ReceiverProcess}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.receiver;

import org.jspecify.annotations.NullMarked;
