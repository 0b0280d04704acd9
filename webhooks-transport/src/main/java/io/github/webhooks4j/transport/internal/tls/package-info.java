/** TLS as all transports have it: trusted certificates, client certificates, and why handshakes fail. */
@NullMarked
package io.github.webhooks4j.transport.internal.tls;

import org.jspecify.annotations.NullMarked;
