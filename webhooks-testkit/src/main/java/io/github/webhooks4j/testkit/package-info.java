/**
 * Test equipment for applications that send or receive webhooks. It depends on no test framework.
 *
 * <p>Begin with {@link io.github.webhooks4j.testkit.TestReceiver} to test an application over real HTTP; with {@link
 * io.github.webhooks4j.testkit.ManualClock}, {@link io.github.webhooks4j.testkit.ScriptedTransport} and {@link
 * io.github.webhooks4j.testkit.InMemoryStore} to test it without. Authors of a store or a transport find the contracts in the
 * module {@code webhooks-tck}.
 */
@NullMarked
package io.github.webhooks4j.testkit;

import org.jspecify.annotations.NullMarked;
