/**
 * Port: where everything that must survive is kept. Implemented outside core; every implementation passes the store
 * contract of the testkit.
 *
 * <p>Begin with {@link io.github.webhooks4j.spi.store.Store}.
 */
@NullMarked
package io.github.webhooks4j.spi.store;

import org.jspecify.annotations.NullMarked;
