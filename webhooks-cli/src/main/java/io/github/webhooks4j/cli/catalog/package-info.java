/** The command on event catalogues. */
@NullMarked
package io.github.webhooks4j.cli.catalog;

import org.jspecify.annotations.NullMarked;
