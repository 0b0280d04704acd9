/** Certificates and keys in PEM, trust managers, and why handshakes fail. */
@NullMarked
package io.github.webhooks4j.transport.internal.tls;

import org.jspecify.annotations.NullMarked;
