/**
 * An event catalogue as the section {@code webhooks} of OpenAPI 3.1, and back.
 *
 * <p>Begin with {@link io.github.webhooks4j.openapi.OpenApi}.
 */
@NullMarked
package io.github.webhooks4j.openapi;

import org.jspecify.annotations.NullMarked;
