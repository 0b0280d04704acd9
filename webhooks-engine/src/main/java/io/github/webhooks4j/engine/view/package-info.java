/**
 * What an application shows of webhooks and chains: records that a controller may return as they are.
 *
 * <p>Every component is a text, a number, a boolean, or a list of these or of views, so that any mapper for JSON writes
 * them without a module: names in camel case, times as ISO-8601 texts in UTC with milliseconds, durations as numbers of
 * milliseconds, states and causes by their codes. A mapper may write what is absent as null or leave it out. Names and
 * meanings stay; later versions may add components. Mappers escape texts for JSON, not for HTML: what receivers wrote is
 * untrusted.
 *
 * <p>No view has a secret: no signing secret, password or value of a header; nothing of what a destination responded but
 * its status and where it redirects; URLs without user info, with the values of the query and every segment of the path
 * of 20 or more characters hidden.
 */
@NullMarked
package io.github.webhooks4j.engine.view;

import org.jspecify.annotations.NullMarked;
