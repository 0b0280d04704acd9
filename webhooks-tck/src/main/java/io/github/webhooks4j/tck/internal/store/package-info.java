/** What the contract of stores is made of: the store under test with what is done to it, and the part about claim batches. */
@NullMarked
package io.github.webhooks4j.tck.internal.store;

import org.jspecify.annotations.NullMarked;
