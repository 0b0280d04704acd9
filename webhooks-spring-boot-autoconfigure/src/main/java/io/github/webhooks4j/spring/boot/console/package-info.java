/** The console and the customers' page in a servlet application of Spring Boot. */
@NullMarked
package io.github.webhooks4j.spring.boot.console;

import org.jspecify.annotations.NullMarked;
