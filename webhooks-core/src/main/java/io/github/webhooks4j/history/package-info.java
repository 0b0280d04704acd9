/** What a history shows as it is stored. */
@NullMarked
package io.github.webhooks4j.history;

import org.jspecify.annotations.NullMarked;
