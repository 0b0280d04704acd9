/** The callback endpoint and the console as servlets, and a filter that lets only verified deliveries pass. */
@NullMarked
package io.github.webhooks4j.servlet;

import org.jspecify.annotations.NullMarked;
