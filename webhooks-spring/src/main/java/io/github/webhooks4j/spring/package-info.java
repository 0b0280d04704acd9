/** Publishing in Spring's transactions. */
@NullMarked
package io.github.webhooks4j.spring;

import org.jspecify.annotations.NullMarked;
