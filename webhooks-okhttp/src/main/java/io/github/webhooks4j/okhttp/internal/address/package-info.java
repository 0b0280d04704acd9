/** URLs and addresses of destinations: what can be parsed, and what may be dialled. */
@NullMarked
package io.github.webhooks4j.okhttp.internal.address;

import org.jspecify.annotations.NullMarked;
