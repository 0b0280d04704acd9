package io.github.webhooks4j.console.access;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.console.exchange.ConsoleRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides who may enter the console, what exists for them and what they may do. The console calls it for every request but
 * those of its stylesheet, script and icon. Implementations must be thread-safe. One that throws admits no request: the
 * request gets 500.
 */
@FunctionalInterface
public interface ConsoleGate {
    /** Returns whether a request is admitted, and to what. */
    Admission admit(ConsoleRequest request);

    /** Returns the origin that may embed the pages in its own; empty, as by default, if none may. */
    default Optional<URI> embedder() {
        return Optional.empty();
    }

    /**
     * Returns the headers that end the visitor's session when they sign out, such as {@code Set-Cookie}, and a {@code Location} of the
     * same origin if they are to go elsewhere than to the start page. Empty, as by default, if this gate has no session to end: then
     * there is no button to sign out.
     *
     * @param request an admitted one
     */
    default Map<String, String> leaving(ConsoleRequest request) {
        return Map.of();
    }

    /**
     * Returns the gate that admits every user of this machine to everything, and no one else: the connection must come
     * from loopback, {@code Host} must be {@code localhost}, {@code 127.0.0.1} or {@code [::1]}, so that no page of
     * another name reads it, and there must be no header that proxies add: {@code X-Forwarded-*}, {@code Forwarded},
     * {@code Via}, {@code X-Real-IP} or {@code CF-Connecting-IP}. The actor is {@code loopback}.
     *
     * <p>A proxy on this machine that adds no header cannot be recognised: use another gate behind one.
     */
    static ConsoleGate loopbackOnly() {
        return new LoopbackGate();
    }

    /**
     * Returns the gate that admits who sends a password, by HTTP Basic authentication, to everything. Beyond loopback it
     * refuses requests without TLS. The actor is the user.
     *
     * @param user without a colon
     * @param password at least 16 characters; compared in constant time
     * @throws IllegalArgumentException if the user is blank or has a colon, or the password is shorter
     */
    static ConsoleGate basic(String user, String password) {
        return new BasicGate(user, password);
    }

    /** Returns a gate that admits whom {@code gate} admits, to look only, and without bodies. */
    static ConsoleGate readOnly(ConsoleGate gate) {
        requireNonNull(gate, "gate");
        return new NarrowedGate(
                gate, some -> new Admission.Admitted(some.actor(), some.scope(), only(Action.READ, some.actions())));
    }

    /**
     * Returns a gate that admits whom {@code gate} admits, to one scope.
     *
     * @param gate one that admits to everything
     * @param scope replaces its scope
     */
    static ConsoleGate scoped(ConsoleGate gate, Scope scope) {
        requireNonNull(gate, "gate");
        requireNonNull(scope, "scope");
        return new NarrowedGate(gate, some -> new Admission.Admitted(some.actor(), scope, some.actions()));
    }

    private static Set<Action> only(Set<Action> allowed, Set<Action> actions) {
        return actions.stream().filter(allowed::contains).collect(Collectors.toUnmodifiableSet());
    }
}
