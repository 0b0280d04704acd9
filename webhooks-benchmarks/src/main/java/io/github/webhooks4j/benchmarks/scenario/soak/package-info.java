/**
 * What a store looks like after a long time at a steady rate.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.scenario.soak.SoakScenario}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.scenario.soak;

import org.jspecify.annotations.NullMarked;
