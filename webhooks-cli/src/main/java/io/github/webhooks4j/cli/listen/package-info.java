/** A receiver for trials, which prints what arrives. */
@NullMarked
package io.github.webhooks4j.cli.listen;

import org.jspecify.annotations.NullMarked;
