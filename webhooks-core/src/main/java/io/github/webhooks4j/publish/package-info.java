/** The results of publishing events. */
@NullMarked
package io.github.webhooks4j.publish;

import org.jspecify.annotations.NullMarked;
