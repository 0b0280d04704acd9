/** Connections on event loops: how they are made, what is read on them, and which of them are used again. */
@NullMarked
package io.github.webhooks4j.netty.internal.connection;

import org.jspecify.annotations.NullMarked;
