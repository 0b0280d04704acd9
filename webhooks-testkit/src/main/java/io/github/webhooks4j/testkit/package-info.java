/**
 * Test equipment for hosts, for the library itself, and for whoever writes another store or transport.
 *
 * <p>Begin with {@link io.github.webhooks4j.testkit.ReceiverFixture} to test a host over real HTTP; with {@link
 * io.github.webhooks4j.testkit.ManualClock}, {@link io.github.webhooks4j.testkit.ScriptedTransport} and {@link
 * io.github.webhooks4j.testkit.InMemoryStore} to test it without; with {@link io.github.webhooks4j.testkit.StoreContract} and
 * {@link io.github.webhooks4j.testkit.TransportContract} to write a port of your own.
 */
@NullMarked
package io.github.webhooks4j.testkit;

import org.jspecify.annotations.NullMarked;
