/** The customers' page: links by which they enter their part of the console. Begin with {@link io.github.webhooks4j.console.portal.PortalLinks}. */
@NullMarked
package io.github.webhooks4j.console.portal;

import org.jspecify.annotations.NullMarked;
