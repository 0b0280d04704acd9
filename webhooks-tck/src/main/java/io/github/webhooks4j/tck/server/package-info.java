/** Servers that respond byte by byte as a test wants, for the contracts and for tests of transports. */
@NullMarked
package io.github.webhooks4j.tck.server;

import org.jspecify.annotations.NullMarked;
