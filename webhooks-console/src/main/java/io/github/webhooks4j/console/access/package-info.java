/**
 * Who may see and do what: gates, scopes, actions and the audit.
 */
@NullMarked
package io.github.webhooks4j.console.access;

import org.jspecify.annotations.NullMarked;
