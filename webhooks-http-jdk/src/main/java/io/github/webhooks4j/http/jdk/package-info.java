/** Mounts the callback endpoint in the JDK's own HTTP server. */
@NullMarked
package io.github.webhooks4j.http.jdk;

import org.jspecify.annotations.NullMarked;
