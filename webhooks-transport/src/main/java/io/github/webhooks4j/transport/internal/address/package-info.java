/** URLs and addresses of destinations: what can be parsed, and what may be dialled. */
@NullMarked
package io.github.webhooks4j.transport.internal.address;

import org.jspecify.annotations.NullMarked;
