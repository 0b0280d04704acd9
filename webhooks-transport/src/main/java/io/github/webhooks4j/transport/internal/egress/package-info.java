/** The way to destinations: direct, or through the proxy of the operator. */
@NullMarked
package io.github.webhooks4j.transport.internal.egress;

import org.jspecify.annotations.NullMarked;
