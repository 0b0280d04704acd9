/**
 * The main scenario: a push, a chain of two receivers, their callbacks, the history.
 */
@NullMarked
package io.github.webhooks4j.cli.demo;

import org.jspecify.annotations.NullMarked;
