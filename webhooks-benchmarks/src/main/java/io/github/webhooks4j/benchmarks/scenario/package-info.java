/**
 * What is measured: a command for each.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.command.DeliveryCommand}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
