/**
 * Tests for the authors of a store or a transport: extend {@link io.github.webhooks4j.tck.store.StoreContract} or {@link
 * io.github.webhooks4j.tck.transport.TransportContract}, implement its factory methods, and run the tests that it inherits.
 */
@NullMarked
package io.github.webhooks4j.tck;

import org.jspecify.annotations.NullMarked;
