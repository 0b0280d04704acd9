/** The command line of each scenario. */
@NullMarked
package io.github.webhooks4j.benchmarks.command;

import org.jspecify.annotations.NullMarked;
