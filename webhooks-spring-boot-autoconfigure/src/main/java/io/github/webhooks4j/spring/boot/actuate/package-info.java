/** What Spring Boot's actuator shows of an engine, as far as it is the same in Spring Boot 3.5 and 4. */
@NullMarked
package io.github.webhooks4j.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
