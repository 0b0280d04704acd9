/**
 * Internal: strict JSON in and out. Not part of the API.
 */
@NullMarked
package io.github.webhooks4j.internal.json;

import org.jspecify.annotations.NullMarked;
