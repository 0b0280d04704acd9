/** The event catalogue of an application: what is checked against it, and its OpenAPI document. */
@NullMarked
package io.github.webhooks4j.spring.boot.catalog;

import org.jspecify.annotations.NullMarked;
