/**
 * What every package shares: broken rules, and the base of exceptions.
 */
@NullMarked
package io.github.webhooks4j;

import org.jspecify.annotations.NullMarked;
