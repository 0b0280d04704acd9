package io.github.webhooks4j.console.portal;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Actor;
import io.github.webhooks4j.console.access.Scope;
import java.time.Duration;
import java.util.Set;

/**
 * What a link to the customers' page grants. Immutable.
 *
 * @param scope which webhooks exist for the customer; not everything
 * @param actor who enters, as the application names them
 * @param actions what they may do
 * @param validity how long the link can be opened, 1 second to 10 minutes
 */
public record PortalGrant(Scope scope, Actor actor, Set<Action> actions, Duration validity) {
    private static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(5);
    private static final Duration LEAST_VALIDITY = Duration.ofSeconds(1);
    private static final Duration MOST_VALIDITY = Duration.ofMinutes(10);

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if the scope is everything, or the validity is out of range
     */
    public PortalGrant {
        requireNonNull(actor, "actor");
        actions = Set.copyOf(actions);
        if (scope.isEverything()) {
            throw new IllegalArgumentException("a portal link must be for one topic or namespace, was for everything");
        }
        if (validity.compareTo(LEAST_VALIDITY) < 0 || validity.compareTo(MOST_VALIDITY) > 0) {
            throw new IllegalArgumentException("the validity of a portal link must be " + LEAST_VALIDITY + " to "
                    + MOST_VALIDITY + ", was " + validity);
        }
    }

    /**
     * Returns a grant of {@link Action#MANAGE} whose link can be opened for 5 minutes.
     *
     * @throws IllegalArgumentException if the scope is everything, or the name is none of an {@link Actor}
     */
    public static PortalGrant of(Scope scope, String actor) {
        return new PortalGrant(scope, new Actor(actor), Action.MANAGE, DEFAULT_VALIDITY);
    }

    /** Returns this grant with other actions. */
    public PortalGrant actions(Set<Action> actions) {
        return new PortalGrant(scope, actor, actions, validity);
    }

    /**
     * Returns this grant with another validity of its link.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public PortalGrant validFor(Duration validity) {
        return new PortalGrant(scope, actor, actions, validity);
    }
}
