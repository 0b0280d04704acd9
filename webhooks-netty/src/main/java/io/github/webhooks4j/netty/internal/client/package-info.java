/** One request for each exchange, with a result whatever happens, on the event loops. */
@NullMarked
package io.github.webhooks4j.netty.internal.client;

import org.jspecify.annotations.NullMarked;
