/** The way to destinations: direct, or through the proxy of the operator. */
@NullMarked
package io.github.webhooks4j.okhttp.internal.egress;

import org.jspecify.annotations.NullMarked;
