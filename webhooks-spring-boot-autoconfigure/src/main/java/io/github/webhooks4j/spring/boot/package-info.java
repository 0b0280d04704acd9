/** An engine configured by Spring Boot. */
@NullMarked
package io.github.webhooks4j.spring.boot;

import org.jspecify.annotations.NullMarked;
