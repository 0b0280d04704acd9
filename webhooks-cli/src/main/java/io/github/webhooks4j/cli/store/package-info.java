/** Commands of operators on a store: its history, its state, bulk jobs, a copy. */
@NullMarked
package io.github.webhooks4j.cli.store;

import org.jspecify.annotations.NullMarked;
