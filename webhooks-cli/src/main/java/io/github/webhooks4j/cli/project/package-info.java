/** A project to begin with. */
@NullMarked
package io.github.webhooks4j.cli.project;

import org.jspecify.annotations.NullMarked;
