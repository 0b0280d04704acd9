/** What all commands share: what they read and write, and how they fail. */
@NullMarked
package io.github.webhooks4j.cli.io;

import org.jspecify.annotations.NullMarked;
