/** The notifications of which nodes wake each other: LISTEN and NOTIFY. */
@NullMarked
package io.github.webhooks4j.postgresql.internal.notification;

import org.jspecify.annotations.NullMarked;
