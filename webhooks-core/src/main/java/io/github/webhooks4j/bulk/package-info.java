/**
 * Actions on many chains at a time: what is to be done to which chains, how many they are, and how far a job has got.
 *
 * <p>Begin with {@link io.github.webhooks4j.bulk.BulkAction}.
 */
@NullMarked
package io.github.webhooks4j.bulk;

import org.jspecify.annotations.NullMarked;
