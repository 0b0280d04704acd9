package io.github.webhooks4j.transport.internal.egress;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.internal.address.DestinationUrl;
import io.github.webhooks4j.transport.internal.address.InvalidUrlException;
import io.github.webhooks4j.transport.internal.address.IpLiteral;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import okhttp3.HttpUrl;

/** Which URLs may be registered, and what is dialled for them. Thread-safe. */
public final class Destinations {
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);
    /** Parsed URLs that are cached, since each destination is dialled repeatedly. */
    private static final int MAX_READ_URLS = 1024;

    private final Supplier<AddressPolicy> addresses;
    private final boolean httpsOnly;
    private final boolean refusesUnresolved;
    private final Duration checkTimeout;
    private final EgressWays ways;
    private final Map<String, HttpUrl> readUrls = new ConcurrentHashMap<>();

    public Destinations(ClientSettings settings, EgressWays ways) {
        this.addresses = settings.rules().addresses();
        this.httpsOnly = settings.rules().httpsOnly();
        this.refusesUnresolved = settings.rules().refusesUnresolvedNames();
        Duration connect = settings.limits().connect();
        this.checkTimeout = connect.compareTo(CHECK_TIMEOUT) < 0 ? connect : CHECK_TIMEOUT;
        this.ways = ways;
    }

    /** Checks a URL before it is registered, as the transport port promises. */
    public DestinationCheck check(String url) {
        try {
            HttpUrl parsed = read(url);
            Destination destination = DestinationUrl.destination(url, parsed);
            if (!mayBeRegistered(parsed)) {
                return new DestinationCheck.Refused(
                        "must not lead to a private or otherwise special address", Violation.quote(parsed.host()));
            }
            return new DestinationCheck.Accepted(destination);
        } catch (InvalidUrlException e) {
            return new DestinationCheck.Refused(e.rule(), e.actual());
        }
    }

    /** Returns the URL that is dialled for {@code text}; asks no name server. */
    public HttpUrl read(String text) throws InvalidUrlException {
        HttpUrl known = readUrls.get(text);
        if (known != null) {
            return known;
        }
        HttpUrl url = DestinationUrl.parse(text);
        if (!url.isHttps() && ways.to(url.host()).proxy() != null) {
            throw new InvalidUrlException(
                    "must begin with https://, since deliveries leave through a proxy", "http://");
        }
        if (!url.isHttps() && httpsOnly) {
            throw new InvalidUrlException("must begin with https://", "http://");
        }
        if (readUrls.size() >= MAX_READ_URLS) {
            readUrls.clear();
        }
        readUrls.put(text, url);
        return url;
    }

    /** Returns whether the host of {@code url} is an address that must not be dialled. */
    public boolean isDeniedLiteral(HttpUrl url) {
        return IpLiteral.parse(url.host())
                .filter(address -> !addresses.get().allows(address, url.port()))
                .isPresent();
    }

    /**
     * Looks up what {@code url} leads to at this moment, within 2 seconds or the connect timeout if that is shorter. A name
     * that the proxy resolves may be registered.
     */
    private boolean mayBeRegistered(HttpUrl url) {
        if (IpLiteral.parse(url.host()).isPresent()) {
            return !isDeniedLiteral(url);
        }
        return switch (ways.to(url.host()).probe(url.host(), url.port(), checkTimeout)) {
            case ALLOWED -> true;
            case DENIED -> false;
            case UNRESOLVED -> !refusesUnresolved;
        };
    }
}
