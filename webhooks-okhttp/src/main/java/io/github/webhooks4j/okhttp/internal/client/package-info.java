/** The OkHttp client: one request for each exchange, with a result whatever happens. */
@NullMarked
package io.github.webhooks4j.okhttp.internal.client;

import org.jspecify.annotations.NullMarked;
