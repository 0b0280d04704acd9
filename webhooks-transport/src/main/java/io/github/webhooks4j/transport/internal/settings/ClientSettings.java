package io.github.webhooks4j.transport.internal.settings;

import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.NameResolver;
import io.github.webhooks4j.transport.TlsProfile;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a client. Immutable.
 *
 * @param rules which destinations it sends to
 * @param limits how long its connections may take and last
 * @param network how it reaches destinations
 * @param tls how it secures connections
 */
public record ClientSettings(Rules rules, Limits limits, Network network, Tls tls) {
    /**
     * Which destinations a client sends to.
     *
     * @param addresses decides which addresses may be dialled, called for each decision
     * @param httpsOnly whether it sends over https only
     * @param refusesUnresolvedNames whether names that do not resolve may not be registered
     */
    public record Rules(Supplier<AddressPolicy> addresses, boolean httpsOnly, boolean refusesUnresolvedNames) {}

    /**
     * How long connections may take and last.
     *
     * @param connect how long a name resolution may take, and again a connection
     * @param read how long a destination may be silent; zero for as long as the exchange
     * @param connectionAge how old a connection may be when another request is sent on it
     */
    public record Limits(Duration connect, Duration read, Duration connectionAge) {}

    /**
     * How destinations are reached.
     *
     * @param resolver looks names up
     * @param proxy the egress proxy; null for none
     * @param connectListener notified of connections
     * @param nanoTime the clock for ages and timeouts of connections
     */
    public record Network(
            NameResolver resolver,
            @Nullable EgressProxy proxy,
            ConnectListener connectListener,
            LongSupplier nanoTime) {}

    /**
     * How connections are secured.
     *
     * @param standard the profile of requests that name none
     * @param named the profiles that requests may name
     */
    public record Tls(TlsProfile standard, Map<String, TlsProfile> named) {
        /** Copies. */
        public Tls {
            named = Map.copyOf(named);
        }
    }
}
