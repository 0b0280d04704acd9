/**
 * The pages as jte generates them from {@code src/main/jte}.
 */
@NullMarked
package io.github.webhooks4j.console.internal.html;

import org.jspecify.annotations.NullMarked;
