/** What the in-memory store consists of. Not for users. */
@NullMarked
package io.github.webhooks4j.testkit.internal;

import org.jspecify.annotations.NullMarked;
