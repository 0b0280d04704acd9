/**
 * HTTP on Netty: {@link io.github.webhooks4j.netty.NettyTransport} delivers for a sender with event loops, so that a
 * request in flight occupies no thread.
 */
@NullMarked
package io.github.webhooks4j.netty;

import org.jspecify.annotations.NullMarked;
