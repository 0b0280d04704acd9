/**
 * How the console looks, and which parts of bodies it shows.
 */
@NullMarked
package io.github.webhooks4j.console.display;

import org.jspecify.annotations.NullMarked;
