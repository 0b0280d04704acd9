/**
 * What every package shares: how a broken rule is reported.
 */
@NullMarked
package io.github.webhooks4j;

import org.jspecify.annotations.NullMarked;
