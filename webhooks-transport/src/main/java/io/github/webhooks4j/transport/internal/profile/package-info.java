/** What a transport secures connections with, for each TLS profile. */
@NullMarked
package io.github.webhooks4j.transport.internal.profile;

import org.jspecify.annotations.NullMarked;
