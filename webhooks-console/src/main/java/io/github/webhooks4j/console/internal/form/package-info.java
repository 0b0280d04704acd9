/**
 * How the fields of forms are written and read.
 */
@NullMarked
package io.github.webhooks4j.console.internal.form;

import org.jspecify.annotations.NullMarked;
