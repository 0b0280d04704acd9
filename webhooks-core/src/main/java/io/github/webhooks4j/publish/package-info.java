/** Where an application publishes events ({@link io.github.webhooks4j.publish.Publisher}), and the results. */
@NullMarked
package io.github.webhooks4j.publish;

import org.jspecify.annotations.NullMarked;
