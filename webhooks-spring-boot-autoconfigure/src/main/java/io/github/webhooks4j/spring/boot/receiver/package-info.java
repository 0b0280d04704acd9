/** Receivers configured by Spring Boot, for MVC and for WebFlux. */
@NullMarked
package io.github.webhooks4j.spring.boot.receiver;

import org.jspecify.annotations.NullMarked;
