/**
 * A receiver of webhooks: verify, parse, work, call back.
 */
@NullMarked
package io.github.webhooks4j.examples.receiver;

import org.jspecify.annotations.NullMarked;
