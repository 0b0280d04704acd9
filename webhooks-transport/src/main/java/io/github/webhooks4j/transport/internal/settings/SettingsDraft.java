package io.github.webhooks4j.transport.internal.settings;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.NameResolver;
import io.github.webhooks4j.transport.internal.time.Timeouts;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
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
    private @Nullable TlsTrust trust;

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

    /** Sets the proxy through which every delivery leaves; destinations must then be https. */
    public void egressProxy(EgressProxy proxy) {
        this.egressProxy = requireNonNull(proxy, "proxy");
    }

    /** Sets the trusted certificates, in place of those of the JVM. */
    public void trusting(SSLSocketFactory sockets, X509TrustManager manager) {
        this.trust = new TlsTrust(sockets, manager);
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
        String httpsRule = egressProxy != null
                ? "must begin with https://, since deliveries leave through a proxy"
                : httpsOnly ? "must begin with https://" : null;
        return new ClientSettings(
                new ClientSettings.Rules(addressPolicy, httpsRule, refusesUnresolvedNames),
                new ClientSettings.Limits(connectTimeout, readTimeout, maxConnectionAge),
                new ClientSettings.Network(nameResolver, egressProxy, trust, connectListener, nanoTime));
    }
}
