package io.github.webhooks4j.console.access;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a gate decides about one request. */
public sealed interface Admission {
    /** Admits an actor to everything. For gates that have checked already who it is. */
    static Admission all(Actor actor) {
        return new Admitted(actor, Scope.everything(), Action.ALL);
    }

    /** Refuses with 403. */
    static Admission forbidden() {
        return new Refused(403, Map.of());
    }

    /**
     * The request is refused; the console shows a page that reveals nothing of what there is.
     *
     * @param status 401, 403, or 302 or 303 with a header {@code Location} that leads to a login of the application
     * @param headers to set, such as {@code WWW-Authenticate}
     * @param login where visitors can get admitted, which the page links to; null if nowhere
     */
    record Refused(
            int status,
            Map<String, String> headers,
            @Nullable URI login) implements Admission {
        /**
         * Checks the status.
         *
         * @throws IllegalArgumentException if it is another one, or a redirect has no location
         */
        public Refused {
            headers = Map.copyOf(headers);
            boolean redirect = status == 302 || status == 303;
            if (!redirect && status != 401 && status != 403) {
                throw new IllegalArgumentException("a gate must refuse with 302, 303, 401 or 403, was " + status);
            }
            if (redirect && !headers.containsKey("Location")) {
                throw new IllegalArgumentException("a gate that redirects must set Location, was " + headers.keySet());
            }
        }

        /** Creates a refusal without a link to a login. */
        public Refused(int status, Map<String, String> headers) {
            this(status, headers, null);
        }
    }

    /**
     * The request is admitted.
     *
     * @param actor who acts
     * @param scope which webhooks and deliveries exist for them
     * @param actions what they may do
     */
    record Admitted(Actor actor, Scope scope, Set<Action> actions) implements Admission {
        public Admitted {
            requireNonNull(actor, "actor");
            requireNonNull(scope, "scope");
            actions = Set.copyOf(actions);
        }

        /** Returns whether they may do this. */
        public boolean may(Action action) {
            return actions.contains(action);
        }
    }
}
