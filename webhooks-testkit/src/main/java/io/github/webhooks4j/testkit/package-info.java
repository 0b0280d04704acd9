/**
 * Test equipment for hosts, for the library itself, and for whoever writes another store or transport.
 *
 * <p>Begin with {@link io.github.webhooks4j.testkit.ManualClock}, {@link io.github.webhooks4j.testkit.ScriptedTransport} and
 * {@link io.github.webhooks4j.testkit.InMemoryStore}.
 */
@NullMarked
package io.github.webhooks4j.testkit;

import org.jspecify.annotations.NullMarked;
