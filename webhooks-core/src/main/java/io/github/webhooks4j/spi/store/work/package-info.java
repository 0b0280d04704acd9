/**
 * Works out what mutations come to, the same for every store: a store loads what {@link
 * io.github.webhooks4j.spi.store.work.Needs} names, and writes what {@link io.github.webhooks4j.spi.store.work.Writes} lists.
 *
 * <p>Begin with {@link io.github.webhooks4j.spi.store.work.UnitOfWork}.
 */
@NullMarked
package io.github.webhooks4j.spi.store.work;

import org.jspecify.annotations.NullMarked;
