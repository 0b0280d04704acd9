/** The meters of an engine in a registry of Micrometer. */
@NullMarked
package io.github.webhooks4j.micrometer;

import org.jspecify.annotations.NullMarked;
