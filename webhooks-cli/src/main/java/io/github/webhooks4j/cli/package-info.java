/**
 * The command line, {@code java -jar webhooks.jar COMMAND}: docs/cli.md describes it.
 *
 * <p>Begin with {@link io.github.webhooks4j.cli.Main}.
 */
@NullMarked
package io.github.webhooks4j.cli;

import org.jspecify.annotations.NullMarked;
