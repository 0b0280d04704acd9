/** What signatures and callback URLs have in common. For this project's own modules only. */
@NullMarked
package io.github.webhooks4j.internal.hmac;

import org.jspecify.annotations.NullMarked;
