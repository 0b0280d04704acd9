package io.github.webhooks4j.console.portal;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Actor;
import io.github.webhooks4j.console.access.Scope;
import java.time.Instant;
import java.util.Set;

/**
 * The session of a customer, as the cookie has it. Immutable.
 *
 * @param id the same for all requests of one link; no secret
 * @param scope which webhooks exist for the customer
 * @param actor who entered
 * @param actions what they may do
 * @param expiresAt when it ends
 */
public record PortalSession(String id, Scope scope, Actor actor, Set<Action> actions, Instant expiresAt) {
    public PortalSession {
        requireNonNull(id, "id");
        requireNonNull(scope, "scope");
        requireNonNull(actor, "actor");
        requireNonNull(expiresAt, "expiresAt");
        actions = Set.copyOf(actions);
    }
}
