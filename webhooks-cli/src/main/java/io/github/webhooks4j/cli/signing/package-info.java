/** Commands that need no store: keys, signatures, one delivery. */
@NullMarked
package io.github.webhooks4j.cli.signing;

import org.jspecify.annotations.NullMarked;
