/** Encryption of secrets in columns, and the rotation of its keys. */
@NullMarked
package io.github.webhooks4j.jdbc.internal.crypto;

import org.jspecify.annotations.NullMarked;
