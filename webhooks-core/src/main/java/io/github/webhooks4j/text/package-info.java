/** What text from outside may hold. For this module only. */
@NullMarked
package io.github.webhooks4j.text;

import org.jspecify.annotations.NullMarked;
