/**
 * Docker Hub's push payload: read whatever was ever seen on the wire, write what Docker Hub writes.
 *
 * <p>Begin with {@link io.github.webhooks4j.payload.PushPayload}.
 */
@NullMarked
package io.github.webhooks4j.payload;

import org.jspecify.annotations.NullMarked;
