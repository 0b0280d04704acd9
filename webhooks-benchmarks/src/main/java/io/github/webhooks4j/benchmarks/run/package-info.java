/**
 * How subjects are run and what is measured of them.
 *
 * <p>Begin with {@link io.github.webhooks4j.benchmarks.run.Scenario}.
 */
@NullMarked
package io.github.webhooks4j.benchmarks.run;

import org.jspecify.annotations.NullMarked;
