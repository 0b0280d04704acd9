/** What text from outside may hold. For this module only. */
@NullMarked
package io.github.webhooks4j.internal.text;

import org.jspecify.annotations.NullMarked;
