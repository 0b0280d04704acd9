package io.github.webhooks4j.console.portal;

import io.github.webhooks4j.console.access.Admission;
import io.github.webhooks4j.console.access.Admission.Admitted;
import io.github.webhooks4j.console.access.Admission.Refused;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.internal.web.FormFields;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Turns a link into a cookie, and admits who has one. */
final class PortalGate implements ConsoleGate {
    private static final String NAME = "wh-portal";

    private final PortalLinksBuilder options;
    private final PortalToken links;
    private final PortalToken cookies;

    PortalGate(PortalLinksBuilder options, PortalToken links, PortalToken cookies) {
        this.options = options;
        this.links = links;
        this.cookies = cookies;
    }

    @Override
    public Optional<URI> embedder() {
        return Optional.ofNullable(options.embedder);
    }

    @Override
    public Admission admit(ConsoleRequest request) {
        if (request.path().equals(PortalLinks.ENTER)) {
            return enter(request);
        }
        return cookie(request)
                .flatMap(cookies::read)
                .filter(this::isValid)
                .<Admission>map(session -> new Admitted(session.actor(), session.scope(), session.actions()))
                .orElseGet(this::expired);
    }

    /** Only a browser that opens the link gets the cookie: no preview of it, and nothing that a page loads. */
    private Admission enter(ConsoleRequest request) {
        boolean opened = request.method().equals("GET")
                && request.header("sec-fetch-mode").map("navigate"::equals).orElse(true);
        Optional<PortalSession> granted = opened ? links.read(token(request)).filter(this::isValid) : Optional.empty();
        if (granted.isEmpty()) {
            return expired();
        }
        Instant until = options.clock.instant().plus(options.sessions);
        PortalSession link = granted.get();
        var session = new PortalSession(link.id(), link.scope(), link.actor(), link.actions(), until);
        return new Refused(
                303,
                Map.of(
                        "Location",
                        request.mount() + "/webhooks",
                        "Set-Cookie",
                        cookie(cookies.write(session), request.mount(), options.sessions)));
    }

    /** Ends the session in this browser only: the cookie itself is valid until it expires, as nothing of it is stored. */
    @Override
    public Map<String, String> leaving(ConsoleRequest request) {
        return Map.of("Set-Cookie", cookie("", request.mount(), Duration.ZERO));
    }

    private static String token(ConsoleRequest request) {
        try {
            return FormFields.parse(request.query()).text("t");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private boolean isValid(PortalSession session) {
        return options.clock.instant().isBefore(session.expiresAt()) && !options.revoked.test(session);
    }

    private Refused expired() {
        return new Refused(401, Map.of(), options.refreshUrl);
    }

    private String cookieName() {
        return options.isSecure() ? "__Secure-" + NAME : NAME;
    }

    private String cookie(String value, String mount, Duration age) {
        String path = mount.isEmpty() ? "/" : mount;
        String sending = options.embedder == null ? "SameSite=Lax" : "SameSite=None; Partitioned";
        return cookieName() + "=" + value + "; Path=" + path + "; Max-Age=" + age.toSeconds() + "; HttpOnly; "
                + (options.isSecure() ? "Secure; " : "") + sending;
    }

    private Optional<String> cookie(ConsoleRequest request) {
        String beginning = cookieName() + "=";
        return request.headers("cookie").stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(beginning))
                .map(pair -> pair.substring(beginning.length()))
                .findFirst();
    }
}
