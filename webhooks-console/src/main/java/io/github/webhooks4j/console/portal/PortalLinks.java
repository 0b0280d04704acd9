package io.github.webhooks4j.console.portal;

import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.engine.WebhookEngine;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;

/**
 * Links by which customers enter their part of the console without a login of its own: the application, which knows who
 * is signed in, creates a link and redirects to it. Opening the link sets a cookie, and the link leaves the address at once.
 *
 * <pre>{@code
 * PortalLinks links = PortalLinks.builder(engine, URI.create("https://hub.example/my-webhooks")).build();
 * WebhookConsole portal = WebhookConsole.builder(engine, links.gate()).build(); // mounted there
 * URI link = links.create(PortalGrant.of(Scope.of("acme/app"), "user-17"));
 * }</pre>
 *
 * <p>Links and cookies are signed with a key of the deployment, so that every node accepts them and nothing is stored. A link
 * can be opened as often as its validity allows. Thread-safe.
 */
public final class PortalLinks {
    static final String ENTER = "/enter";

    private static final String PURPOSE = "portal-1";
    private static final int ID_BYTES = 12;

    private final PortalLinksBuilder options;
    private final PortalToken links;
    private final PortalToken cookies;

    PortalLinks(PortalLinksBuilder options) {
        this.options = options;
        byte[] key = options.engine.deriveKey(PURPOSE);
        this.links = new PortalToken("link", key);
        this.cookies = new PortalToken("cookie", key);
    }

    /**
     * Returns a builder.
     *
     * @param base where the console with this gate is mounted, as browsers see it: an https URL, or http on this machine
     * @throws IllegalArgumentException if it is another one, or has a query or fragment
     */
    public static PortalLinksBuilder builder(WebhookEngine engine, URI base) {
        return new PortalLinksBuilder(engine, base);
    }

    /** Returns a link, to be opened by the customer's browser within its validity. It is a secret until then. */
    public URI create(PortalGrant grant) {
        Instant until = options.clock.instant().plus(grant.validity());
        byte[] id = new byte[ID_BYTES];
        options.random.nextBytes(id);
        var session = new PortalSession(
                Base64.getUrlEncoder().withoutPadding().encodeToString(id),
                grant.scope(),
                grant.actor(),
                grant.actions(),
                until);
        return URI.create(options.baseWithoutSlash() + ENTER + "?t=" + links.write(session));
    }

    /** Returns the gate that turns links into cookies, and admits who has one. */
    public ConsoleGate gate() {
        return new PortalGate(options, links, cookies);
    }
}
