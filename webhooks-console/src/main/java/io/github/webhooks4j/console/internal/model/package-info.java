/**
 * What the pages show, ready to be written.
 */
@NullMarked
package io.github.webhooks4j.console.internal.model;

import org.jspecify.annotations.NullMarked;
