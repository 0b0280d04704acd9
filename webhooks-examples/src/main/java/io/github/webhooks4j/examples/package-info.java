/**
 * The runnable examples.
 *
 * <p>Begin with {@link io.github.webhooks4j.examples.demo.DemoCommand}.
 */
@NullMarked
package io.github.webhooks4j.examples;

import org.jspecify.annotations.NullMarked;
