/**
 * What is drawn on pages for those who look rather than read. Each picture has a text alternative.
 */
@NullMarked
package io.github.webhooks4j.console.internal.picture;

import org.jspecify.annotations.NullMarked;
