/** The contract that every store keeps. Begin with {@link io.github.webhooks4j.tck.store.StoreContract}. */
@NullMarked
package io.github.webhooks4j.tck.store;

import org.jspecify.annotations.NullMarked;
