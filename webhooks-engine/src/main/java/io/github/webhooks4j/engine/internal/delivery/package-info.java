/**
 * Claims deliveries, holds their leases, and carries attempts from the lanes to the transport and back.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.delivery;

import org.jspecify.annotations.NullMarked;
