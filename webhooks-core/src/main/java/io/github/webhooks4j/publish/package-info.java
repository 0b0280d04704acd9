/** What users get back for the events that they publish. */
@NullMarked
package io.github.webhooks4j.publish;

import org.jspecify.annotations.NullMarked;
