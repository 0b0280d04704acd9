package io.github.webhooks4j.console.portal;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.engine.WebhookEngine;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds the links of a customers' page. Not thread-safe. */
public final class PortalLinksBuilder {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration LEAST_SESSION = Duration.ofMinutes(1);
    private static final Duration MOST_SESSION = Duration.ofHours(24);

    final WebhookEngine engine;
    final URI base;

    @Nullable URI embedder;

    @Nullable URI refreshUrl;

    Duration sessions = Duration.ofHours(8);
    Predicate<PortalSession> revoked = session -> false;
    Clock clock = Clock.systemUTC();
    RandomGenerator random = new SecureRandom();

    PortalLinksBuilder(WebhookEngine engine, URI base) {
        this.engine = requireNonNull(engine, "engine");
        boolean https = "https".equals(base.getScheme());
        boolean local = "http".equals(base.getScheme()) && base.getHost() != null && LOOPBACK.contains(base.getHost());
        if (!(https || local)
                || base.getRawAuthority() == null
                || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw new IllegalArgumentException("the base of portal links must be an https URL, or http on this machine,"
                    + " without query and fragment, was " + Violation.quote(base.toString()));
        }
        this.base = base;
    }

    /**
     * Sets the origin whose pages may embed the customers' page; default: none. The cookie is then sent to embedded pages too.
     *
     * @param origin as {@code https://app.example}
     * @throws IllegalArgumentException if it is no https origin, or the base is http
     */
    public PortalLinksBuilder embedIn(URI origin) {
        boolean bare = origin.getRawPath() == null || origin.getRawPath().isEmpty();
        if (!"https".equals(origin.getScheme())
                || origin.getHost() == null
                || origin.getRawUserInfo() != null
                || !bare
                || origin.getRawQuery() != null
                || origin.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "embedIn must be an origin as https://app.example, was " + Violation.quote(origin.toString()));
        }
        if (!isSecure()) {
            throw new IllegalArgumentException(
                    "embedIn needs a base with https, since browsers send no other cookie to embedded pages, was "
                            + base);
        }
        this.embedder = origin;
        return this;
    }

    /** Sets where customers get a new link, which the page links to when theirs has expired; default: nowhere. */
    public PortalLinksBuilder refreshUrl(URI refreshUrl) {
        this.refreshUrl = requireNonNull(refreshUrl, "refreshUrl");
        return this;
    }

    /**
     * Sets how long a session lasts; default: 8 hours.
     *
     * @param sessions 1 minute to 24 hours
     * @throws IllegalArgumentException if it is out of range
     */
    public PortalLinksBuilder sessions(Duration sessions) {
        if (sessions.compareTo(LEAST_SESSION) < 0 || sessions.compareTo(MOST_SESSION) > 0) {
            throw new IllegalArgumentException(
                    "sessions must be " + LEAST_SESSION + " to " + MOST_SESSION + ", was " + sessions);
        }
        this.sessions = sessions;
        return this;
    }

    /** Sets which sessions the application refuses, asked at every request; thread-safe; default: none. */
    public PortalLinksBuilder revoked(Predicate<PortalSession> revoked) {
        this.revoked = requireNonNull(revoked, "revoked");
        return this;
    }

    /** Sets the clock; default: the system's. */
    public PortalLinksBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /** Sets where the ids of sessions come from; default: a {@link SecureRandom}. */
    public PortalLinksBuilder random(RandomGenerator random) {
        this.random = requireNonNull(random, "random");
        return this;
    }

    boolean isSecure() {
        return base.getScheme().equals("https");
    }

    String baseWithoutSlash() {
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /**
     * Returns the links.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the key of the deployment cannot be read
     */
    public PortalLinks build() {
        return new PortalLinks(this);
    }
}
