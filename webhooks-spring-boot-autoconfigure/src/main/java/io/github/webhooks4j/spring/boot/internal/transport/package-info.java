/** What the properties of the transport mean. */
@NullMarked
package io.github.webhooks4j.spring.boot.internal.transport;

import org.jspecify.annotations.NullMarked;
