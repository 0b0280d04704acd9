/** The health of an engine, for Spring Boot's actuator. */
@NullMarked
package io.github.webhooks4j.spring.boot.health;

import org.jspecify.annotations.NullMarked;
