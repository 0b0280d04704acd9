/** Reading webhooks: which to list, a page of them, and how one is doing. */
@NullMarked
package io.github.webhooks4j.engine.webhook;

import org.jspecify.annotations.NullMarked;
