/** The settings that the transports have in common. */
@NullMarked
package io.github.webhooks4j.transport.internal.settings;

import org.jspecify.annotations.NullMarked;
