/**
 * Messages and times as people read them.
 */
@NullMarked
package io.github.webhooks4j.console.internal.text;

import org.jspecify.annotations.NullMarked;
