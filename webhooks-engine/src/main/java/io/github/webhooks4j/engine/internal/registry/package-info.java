/**
 * The webhooks as this node knows them: cache, revisions, refresh from the store, and the handshake with destinations.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.registry;

import org.jspecify.annotations.NullMarked;
