/**
 * What HTTP needs: routes, forms, headers, assets.
 */
@NullMarked
package io.github.webhooks4j.console.internal.web;

import org.jspecify.annotations.NullMarked;
