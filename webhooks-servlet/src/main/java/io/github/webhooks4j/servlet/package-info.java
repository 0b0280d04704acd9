/** The callback endpoint as a servlet. */
@NullMarked
package io.github.webhooks4j.servlet;

import org.jspecify.annotations.NullMarked;
