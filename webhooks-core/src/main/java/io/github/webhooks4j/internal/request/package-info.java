/** Composes requests to destinations; pure. */
@NullMarked
package io.github.webhooks4j.internal.request;

import org.jspecify.annotations.NullMarked;
