/**
 * What several nodes on one database cost.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.scenario.nodes.NodesScenario}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.scenario.nodes;

import org.jspecify.annotations.NullMarked;
