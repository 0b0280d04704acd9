/** Sockets that check the address they connect to, and where each response on them ends. */
@NullMarked
package io.github.webhooks4j.okhttp.internal.connection;

import org.jspecify.annotations.NullMarked;
