/**
 * The hub as a long-running service, JSON over HTTP.
 */
@NullMarked
package io.github.webhooks4j.cli.serve;

import org.jspecify.annotations.NullMarked;
