package io.github.webhooks4j.transport.internal.settings;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.NameResolver;
import io.github.webhooks4j.transport.TlsProfile;
import io.github.webhooks4j.transport.internal.time.Timeouts;
import io.github.webhooks4j.webhook.WebhookRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builders of all transports collect, with the defaults and the ranges. Not thread-safe. */
public final class SettingsDraft {
    private static final Duration OLDEST = Duration.ofHours(1);

    private Supplier<AddressPolicy> addressPolicy = AddressPolicy::publicOnly;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration readTimeout = Duration.ZERO;
    private Duration maxConnectionAge = Duration.ofSeconds(60);
    private NameResolver nameResolver = NameResolver.system();
    private boolean httpsOnly;
    private boolean refusesUnresolvedNames;
    private @Nullable EgressProxy egressProxy;
    private LongSupplier nanoTime = System::nanoTime;
    private ConnectListener connectListener = ConnectListener.NONE;
    private TlsProfile tls = TlsProfile.ofJvm();
    private final Map<String, TlsProfile> namedTls = new HashMap<>();

    /** Sets the source of the address policy, which is called for each decision. */
    public void addressPolicy(Supplier<AddressPolicy> policy) {
        this.addressPolicy = requireNonNull(policy, "policy");
    }

    /**
     * Sets how long a name resolution may take, and again a connection.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
     */
    public void connectTimeout(Duration timeout) {
        this.connectTimeout = Timeouts.checked("connectTimeout", timeout);
    }

    /**
     * Sets how long a destination may be silent, or read nothing.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
     */
    public void readTimeout(Duration timeout) {
        this.readTimeout = Timeouts.checked("readTimeout", timeout);
    }

    /**
     * Sets how old a connection may be when another request is sent on it.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 1 hour
     */
    public void maxConnectionAge(Duration age) {
        this.maxConnectionAge = Timeouts.checked("maxConnectionAge", age, OLDEST);
    }

    /** Sets the resolver of names. */
    public void nameResolver(NameResolver resolver) {
        this.nameResolver = requireNonNull(resolver, "resolver");
    }

    /** Requires https of every destination. */
    public void httpsOnly() {
        this.httpsOnly = true;
    }

    /** Refuses to register names that do not resolve. */
    public void refuseUnresolvedNames() {
        this.refusesUnresolvedNames = true;
    }

    /** Sets the proxy through which deliveries leave; destinations that it is used for must be https. */
    public void egressProxy(EgressProxy proxy) {
        this.egressProxy = requireNonNull(proxy, "proxy");
    }

    /** Sets the TLS profile of requests that name none. */
    public void tls(TlsProfile profile) {
        this.tls = requireNonNull(profile, "profile");
    }

    /**
     * Adds a TLS profile that requests may name.
     *
     * @throws IllegalArgumentException if the name breaks its rule, or was added before
     */
    public void tls(String name, TlsProfile profile) {
        requireNonNull(profile, "profile");
        if (!WebhookRules.isTlsProfileName(name)) {
            throw new IllegalArgumentException(
                    "a TLS profile's name " + WebhookRules.TLS_PROFILE_NAME + ", was " + Violation.quote(name));
        }
        if (namedTls.putIfAbsent(name, profile) != null) {
            throw new IllegalArgumentException(
                    "a TLS profile's name must be used once, was used before: " + Violation.quote(name));
        }
    }

    /** Sets the clock for the ages of connections. */
    public void nanoTime(LongSupplier clock) {
        this.nanoTime = clock;
    }

    /** Sets what is notified of each connection. */
    public void connectListener(ConnectListener listener) {
        this.connectListener = listener;
    }

    /** Returns the settings. */
    public ClientSettings settings() {
        return new ClientSettings(
                new ClientSettings.Rules(addressPolicy, httpsOnly, refusesUnresolvedNames),
                new ClientSettings.Limits(connectTimeout, readTimeout, maxConnectionAge),
                new ClientSettings.Network(nameResolver, egressProxy, connectListener, nanoTime),
                new ClientSettings.Tls(tls, namedTls));
    }
}
