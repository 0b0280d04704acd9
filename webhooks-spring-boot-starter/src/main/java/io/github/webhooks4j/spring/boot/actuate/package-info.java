/** The health of an engine, and an endpoint that shows and pauses it, for Spring Boot's actuator. */
@NullMarked
package io.github.webhooks4j.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
