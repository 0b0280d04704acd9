/**
 * Group commit: mutations are queued, written together, and then reported to listeners in commit order.
 */
@NullMarked
package io.github.webhooks4j.engine.internal.commit;

import org.jspecify.annotations.NullMarked;
