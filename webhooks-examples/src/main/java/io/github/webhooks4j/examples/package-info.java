/**
 * Code to read: a hub, and two receivers of its webhooks. Begin with {@link io.github.webhooks4j.examples.Hub}.
 *
 * <p>The command line has a demo of such a chain, and a hub as a service: {@code demo} and {@code serve}.
 */
@NullMarked
package io.github.webhooks4j.examples;

import org.jspecify.annotations.NullMarked;
