/**
 * The pages: what each reads, and what its forms do.
 */
@NullMarked
package io.github.webhooks4j.console.internal.page;

import org.jspecify.annotations.NullMarked;
