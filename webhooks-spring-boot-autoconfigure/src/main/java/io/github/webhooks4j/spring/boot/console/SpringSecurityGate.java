package io.github.webhooks4j.spring.boot.console;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Actor;
import io.github.webhooks4j.console.access.Admission;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.spring.boot.WebhooksProperties;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Admits the users whom Spring Security has authenticated, to what their authorities allow. Who has none of them is refused with 403: to
 * authenticate is up to the application's filters. Thread-safe.
 */
final class SpringSecurityGate implements ConsoleGate {
    private static final int MAX_NAME = 100;

    private final WebhooksProperties.Console properties;

    SpringSecurityGate(WebhooksProperties.Console properties) {
        this.properties = requireNonNull(properties, "properties");
    }

    @Override
    public Admission admit(ConsoleRequest request) {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        if (user == null || !user.isAuthenticated()) {
            return Admission.forbidden();
        }
        Set<Action> actions = actions(user);
        return actions.isEmpty()
                ? Admission.forbidden()
                : new Admission.Admitted(actor(user.getName()), Scope.everything(), actions);
    }

    /** Returns the actor of a user, whose name may be any text. */
    private static Actor actor(String user) {
        if (user.isBlank()) {
            return new Actor("unnamed");
        }
        String name = user.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "?");
        if (name.length() <= MAX_NAME) {
            return new Actor(name);
        }
        int end = Character.isHighSurrogate(name.charAt(MAX_NAME - 2)) ? MAX_NAME - 2 : MAX_NAME - 1;
        return new Actor(name.substring(0, end) + "…");
    }

    private Set<Action> actions(Authentication user) {
        Set<String> authorities = user.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .collect(Collectors.toSet());
        var actions = EnumSet.noneOf(Action.class);
        if (authorities.contains(properties.viewAuthority())) {
            actions.addAll(Action.READ);
        }
        if (authorities.contains(properties.operateAuthority())) {
            actions.addAll(Action.OPERATE);
        }
        if (authorities.contains(properties.adminAuthority())) {
            actions.addAll(Action.ALL);
        }
        return actions;
    }
}
