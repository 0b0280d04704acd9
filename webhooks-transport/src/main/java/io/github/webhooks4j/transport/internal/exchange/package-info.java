/** How an exchange is judged: what its response means for the connection, what is reported of it, and why it failed. */
@NullMarked
package io.github.webhooks4j.transport.internal.exchange;

import org.jspecify.annotations.NullMarked;
